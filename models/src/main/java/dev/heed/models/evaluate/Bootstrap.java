package dev.heed.models.evaluate;

import dev.heed.models.random.SplitMix;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * How sure a value is: the same value of many samples of the examples, each as large as they are
 * and drawn with replacement; the interval is between percentiles of these (Efron, "Bootstrap
 * methods: another look at the jackknife", 1979; Efron and Tibshirani, 1993, chapter 13).
 *
 * <p>What a sample holds is a function of the seed, the sample and the place in it, and of nothing
 * else: two metrics of the same examples and seed see the same samples, and may be compared pair by
 * pair.
 *
 * @param samples how many; 1,000 are usual
 * @param confidence part of the samples within the interval, above 0 and below 1
 */
public record Bootstrap(int samples, double confidence, long seed) {
  public Bootstrap {
    if (samples < 1) {
      throw Inputs.wrong("bootstrap", samples + " samples; expected at least one");
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw Inputs.wrong("bootstrap", "confidence " + confidence + "; expected above 0, below 1");
    }
  }

  /** 1,000 samples, 95 %. */
  public static Bootstrap seeded(long seed) {
    return new Bootstrap(1_000, 0.95, seed);
  }

  /**
   * The interval of a value.
   *
   * @param examples how many there are, at least one
   * @param metric the value of the examples with the given numbers, each from 0 to below {@code
   *     examples} and some more than once; the array is used again for the next sample
   */
  public Interval interval(int examples, ToDoubleFunction<int[]> metric) {
    Inputs.examples("bootstrap", examples, examples);
    int[] sample = new int[examples];
    Arrays.setAll(sample, i -> i);
    double value = metric.applyAsDouble(sample);
    double[] values = new double[samples];
    int defined = 0;
    for (int s = 0; s < samples; s++) {
      draw(s, sample);
      double one = metric.applyAsDouble(sample);
      if (!Double.isNaN(one)) {
        values[defined++] = one;
      }
    }
    double[] sorted = Arrays.copyOf(values, defined);
    Arrays.sort(sorted);
    return new Interval(
        value,
        quantile(sorted, (1 - confidence) / 2),
        quantile(sorted, (1 + confidence) / 2),
        confidence,
        samples - defined);
  }

  /**
   * The interval of a mean.
   *
   * @param values of the examples, at least one
   */
  public Interval ofMean(double[] values) {
    return interval(
        values.length,
        sample -> {
          double sum = 0;
          for (int i : sample) {
            sum += values[i];
          }
          return sum / sample.length;
        });
  }

  /** Fills a sample with numbers of examples, as many as it holds. */
  void draw(int number, int[] sample) {
    long start =
        SplitMix.mix(SplitMix.mix(seed + SplitMix.GOLDEN) + (number + 1) * SplitMix.GOLDEN);
    for (int i = 0; i < sample.length; i++) {
      long bits = SplitMix.mix(start + (i + 1) * SplitMix.GOLDEN);
      sample[i] = (int) Math.unsignedMultiplyHigh(bits, sample.length);
    }
  }

  /** Between the two values nearest to the place, in proportion, as numpy does. */
  private static double quantile(double[] sorted, double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
