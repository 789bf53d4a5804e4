package dev.heed.models.train;

import java.util.Locale;

/**
 * How the learning rate goes over the steps, in the forms of transformers and, for {@code
 * ONE_CYCLE}, of PyTorch.
 *
 * @param kind the curve behind the warm-up
 * @param rate the highest rate
 * @param warmUp steps in which the rate rises from 0
 * @param steps of the whole training; read by the kinds that end
 * @param least part of the rate that is left at the end, from 0 to 1
 * @param power of the polynomial; 1 is a line
 * @param cycles how often a cosine with restarts begins
 * @param span of the inverse square root: steps in which the rate falls to 1/√2; of a stable
 *     schedule: steps of the decay at the end
 */
public record Schedule(
    Kind kind,
    double rate,
    long warmUp,
    long steps,
    double least,
    double power,
    int cycles,
    long span) {

  /** The curves. */
  public enum Kind {
    /** Stays. */
    CONSTANT,
    /** A line to the end. */
    LINEAR,
    /** Half a cosine (Loshchilov and Hutter, 2017). */
    COSINE,
    /** Cosines that begin again. */
    COSINE_RESTARTS,
    /** (1 − progress)^power. */
    POLYNOMIAL,
    /** 1/√step (Vaswani et al., 2017). */
    INVERSE_SQRT,
    /** Stays, and falls by a cosine at the end. */
    STABLE,
    /** Rises from 1/25 and falls to 1/250,000 by cosines (Smith, 2018). */
    ONE_CYCLE
  }

  /** Where one cycle begins, as a divisor of the rate. */
  private static final double ONE_CYCLE_START = 25;

  /** Where it ends, as a divisor of that. */
  private static final double ONE_CYCLE_END = 1e4;

  public Schedule {
    check(rate >= 0 && rate < Double.POSITIVE_INFINITY, "rate", rate, "at least 0");
    check(warmUp >= 0, "warmUp", warmUp, "at least 0");
    check(least >= 0 && least <= 1, "least", least, "from 0 to 1");
    check(power > 0, "power", power, "positive");
    check(cycles >= 1, "cycles", cycles, "at least 1");
    check(span >= 0, "span", span, "at least 0");
    boolean ends =
        switch (kind) {
          case CONSTANT, INVERSE_SQRT -> false;
          case LINEAR, COSINE, COSINE_RESTARTS, POLYNOMIAL, STABLE, ONE_CYCLE -> true;
        };
    check(!ends || steps > 0, "steps", steps, "positive");
  }

  private static void check(boolean right, String name, Number value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "schedule: %s must be %s, was %s".formatted(name, expected, value));
    }
  }

  /** The usual form of a kind. */
  public static Schedule of(Kind kind, double rate, long warmUp, long steps) {
    return new Schedule(kind, rate, warmUp, steps, 0, 1, 1, 0);
  }

  /** One rate throughout, after the warm-up. */
  public static Schedule constant(double rate, long warmUp) {
    return of(Kind.CONSTANT, rate, warmUp, 0);
  }

  /** Such as {@code linear, rate 5.0E-5, 10 steps of warm-up, 100 steps}: for people. */
  String inWords() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + ", rate "
        + rate
        + ", "
        + warmUp
        + " steps of warm-up, "
        + steps
        + " steps"
        + (least == 0 ? "" : ", least " + least)
        + (power == 1 ? "" : ", power " + power)
        + (cycles == 1 ? "" : ", cycles " + cycles)
        + (span == 0 ? "" : ", span " + span);
  }

  /**
   * The rate of a step.
   *
   * @param step from 0
   */
  public double rate(long step) {
    return rate * factor(step);
  }

  private double factor(long step) {
    if (kind == Kind.ONE_CYCLE) {
      return oneCycle(step);
    }
    if (step < warmUp) {
      double part = (double) step / warmUp;
      return kind == Kind.STABLE ? raised(part) : part;
    }
    double progress = (double) (step - warmUp) / Math.max(1, steps - warmUp);
    return switch (kind) {
      case CONSTANT -> 1;
      case LINEAR -> raised(Math.max(0, 1 - progress));
      case COSINE -> raised(cosine(Math.min(1, progress)));
      case COSINE_RESTARTS -> progress >= 1 ? least : raised(cosine(cycles * progress % 1));
      case POLYNOMIAL -> raised(StrictMath.pow(Math.max(0, 1 - progress), power));
      case INVERSE_SQRT -> inverseSqrt(step);
      case STABLE -> stable(step);
      case ONE_CYCLE -> throw new AssertionError("has a warm-up of its own");
    };
  }

  /** From 1 down to 0, to what is left. */
  private double raised(double factor) {
    return factor * (1 - least) + least;
  }

  private double inverseSqrt(long step) {
    double scale = span > 0 ? span : warmUp > 0 ? warmUp : 10_000;
    return 1 / Math.sqrt((step + scale - warmUp) / scale);
  }

  private double stable(long step) {
    long falls = steps - span;
    return step < falls
        ? 1
        : raised(cosine(Math.min(1, (double) (step - falls) / Math.max(1, span))));
  }

  private double oneCycle(long step) {
    double peak = warmUp == 0 ? 0.3 * steps - 1 : warmUp - 1;
    double last = steps - 1;
    double start = 1 / ONE_CYCLE_START;
    double end = start / ONE_CYCLE_END;
    return step <= peak
        ? 1 + (start - 1) * cosine(peak <= 0 ? 1 : step / peak)
        : end + (1 - end) * cosine(Math.min(1, (step - peak) / Math.max(1, last - peak)));
  }

  /** 1 at 0, 0 at 1. */
  private static double cosine(double progress) {
    return 0.5 * (1 + StrictMath.cos(Math.PI * progress));
  }
}
