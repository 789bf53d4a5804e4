package dev.heed.models.spec;

import java.util.Arrays;
import java.util.OptionalInt;

/** How the frequencies of a rotation are stretched for longer texts. */
public sealed interface RotaryScaling {
  /**
   * Changes frequencies in place.
   *
   * @param base that they come from
   * @param tokens of the text
   */
  void apply(double[] frequencies, double base, int tokens);

  /**
   * Factor of the rotated queries and keys; 1 for most.
   *
   * @param tokens of the text
   */
  default double attentionFactor(int tokens) {
    return 1;
  }

  /** Tokens beyond which a text has other frequencies; none for most. */
  default OptionalInt switchesAfter() {
    return OptionalInt.empty();
  }

  /** As trained. */
  record None() implements RotaryScaling {
    @Override
    public void apply(double[] frequencies, double base, int tokens) {}
  }

  /** Every frequency divided by one factor (Chen et al., 2023). */
  record Linear(double factor) implements RotaryScaling {
    public Linear {
      positive("factor", factor);
    }

    @Override
    public void apply(double[] frequencies, double base, int tokens) {
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] /= factor;
      }
    }
  }

  /**
   * Llama 3.1: slow frequencies are divided, fast ones stay, those between are blended.
   *
   * @param factor of the slow ones
   * @param low wavelengths above original / low are slow
   * @param high wavelengths below original / high are fast
   * @param original tokens that the model was first trained on
   */
  record Llama3(double factor, double low, double high, int original) implements RotaryScaling {
    public Llama3 {
      positive("factor", factor);
      positive("low_freq_factor", low);
      positive("high_freq_factor", high);
      if (high <= low) {
        throw new ModelException(
            "rotary scaling: 'high_freq_factor' %s is not above 'low_freq_factor' %s"
                .formatted(high, low));
      }
    }

    @Override
    public void apply(double[] frequencies, double base, int tokens) {
      for (int i = 0; i < frequencies.length; i++) {
        double turns = original * frequencies[i] / (2 * Math.PI);
        double fast = Math.clamp((turns - low) / (high - low), 0, 1);
        frequencies[i] *= fast + (1 - fast) / factor;
      }
    }
  }

  /** Every frequency divided by a factor of its own. */
  record Factors(double[] factors) implements RotaryScaling {
    public Factors {
      factors = checked(factors);
    }

    @Override
    public void apply(double[] frequencies, double base, int tokens) {
      divide(frequencies, factors);
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Factors other && Arrays.equals(factors, other.factors);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(factors);
    }

    @Override
    public String toString() {
      return "Factors" + Arrays.toString(factors);
    }
  }

  /**
   * LongRoPE (Ding et al., 2024): factors of their own for short and for long texts. A text that
   * grows beyond the first length has the others from its first token on.
   *
   * @param shortFactors for texts of at most {@code original} tokens
   * @param longFactors for longer ones
   * @param original tokens that the model was first trained on
   * @param factor of the rotated queries and keys, in every run
   */
  record LongRope(double[] shortFactors, double[] longFactors, int original, double factor)
      implements RotaryScaling {
    public LongRope {
      shortFactors = checked(shortFactors);
      longFactors = checked(longFactors);
      positive("attention_factor", factor);
    }

    @Override
    public void apply(double[] frequencies, double base, int tokens) {
      divide(frequencies, tokens > original ? longFactors : shortFactors);
    }

    @Override
    public OptionalInt switchesAfter() {
      return OptionalInt.of(original);
    }

    @Override
    public double attentionFactor(int tokens) {
      return factor;
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof LongRope other
          && Arrays.equals(shortFactors, other.shortFactors)
          && Arrays.equals(longFactors, other.longFactors)
          && original == other.original
          && factor == other.factor;
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(longFactors);
    }

    @Override
    public String toString() {
      return "LongRope[%d tokens, %s, %s, factor %s]"
          .formatted(original, Arrays.toString(shortFactors), Arrays.toString(longFactors), factor);
    }
  }

  /**
   * YaRN (Peng et al., 2023): slow frequencies are divided, fast ones stay, blended by the pair's
   * place between those that turn {@code slow} and {@code fast} times within the original length.
   *
   * @param factor of the slow ones
   * @param original tokens that the model was first trained on
   * @param fast turns; 32 is usual
   * @param slow turns; 1 is usual
   * @param truncate whether the borders are rounded to whole pairs
   * @param attention factor of the rotated queries and keys
   */
  record Yarn(
      double factor, int original, double fast, double slow, boolean truncate, double attention)
      implements RotaryScaling {
    public Yarn {
      positive("factor", factor);
      positive("beta_fast", fast);
      positive("beta_slow", slow);
      positive("attention_factor", attention);
    }

    /** 0.1 · weight · ln(factor) + 1, which the paper recommends with a weight of 1. */
    static double attention(double factor, double weight) {
      return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
    }

    @Override
    public void apply(double[] frequencies, double base, int tokens) {
      double low = pairOf(fast, frequencies.length, base);
      double high = pairOf(slow, frequencies.length, base);
      if (truncate) {
        low = Math.floor(low);
        high = Math.ceil(high);
      }
      low = Math.max(low, 0);
      high = Math.min(high, 2.0 * frequencies.length - 1);
      double width = high == low ? 0.001 : high - low;
      for (int i = 0; i < frequencies.length; i++) {
        double stretched = Math.clamp((i - low) / width, 0, 1);
        frequencies[i] *= (1 - stretched) + stretched / factor;
      }
    }

    @Override
    public double attentionFactor(int tokens) {
      return attention;
    }

    /** Which pair turns so often within the original length. */
    private double pairOf(double turns, int pairs, double base) {
      return pairs * Math.log(original / (turns * 2 * Math.PI)) / Math.log(base);
    }
  }

  private static void divide(double[] frequencies, double[] factors) {
    if (factors.length != frequencies.length) {
      throw new ModelException(
          "rotary scaling: %d factors for %d pairs".formatted(factors.length, frequencies.length));
    }
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] /= factors[i];
    }
  }

  private static double[] checked(double[] factors) {
    for (double factor : factors) {
      positive("factor", factor);
    }
    return factors.clone();
  }

  private static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ModelException(
          "rotary scaling: '%s' is %s; expected a positive number".formatted(name, value));
    }
  }
}
