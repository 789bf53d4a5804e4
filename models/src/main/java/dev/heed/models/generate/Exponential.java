package dev.heed.models.generate;

/**
 * e^x in double precision with the same bits on every machine, which {@link Math#exp} does not
 * promise, in a fraction of the time of {@link StrictMath#exp}: a choice takes one per token of the
 * vocabulary.
 *
 * <p>e^x = 2^(n / 32) · e^r, where r is at most ln 2 / 64: a table, and six terms of Taylor's
 * series, of which the first that is left out is below 2^-58.
 */
final class Exponential {
  private static final int STEPS = 32;
  private static final double STEPS_PER_E = 0x1.71547652b82fep0 * STEPS; // 32 / ln 2

  /** ln 2 / 32 in two parts; the first has so few bits that whole multiples of it are exact. */
  private static final double STEP_HIGH = 0x1.62e42feep-1 / STEPS;

  private static final double STEP_LOW = 0x1.a39ef35793c76p-33 / STEPS;

  /** Added to a number it leaves the nearest whole number in the low bits. */
  private static final double ROUND = 0x1.8p52;

  private static final double[] POWERS = new double[STEPS];

  static {
    for (int step = 0; step < STEPS; step++) {
      POWERS[step] = StrictMath.pow(2, (double) step / STEPS);
    }
  }

  private Exponential() {}

  /** e^x for x from −∞ to 0, within two units of the last place; 0 below −708. */
  static double exp(double x) {
    if (!(x >= -708)) {
      return 0;
    }
    double rounded = x * STEPS_PER_E + ROUND;
    double n = rounded - ROUND;
    double r = (x - n * STEP_HIGH) - n * STEP_LOW;
    double p = 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    int steps = (int) Double.doubleToRawLongBits(rounded);
    double power = POWERS[steps & (STEPS - 1)];
    long exponent = steps >> 5;
    return (power + power * (p * r)) * Double.longBitsToDouble((exponent + 1023) << 52);
  }

  /**
   * The sum of e^((a[from + i] − most) · scale) over count elements, none of which is above {@code
   * most}.
   */
  static double sum(float[] a, int from, int count, double most, double scale) {
    // Four sums: an addition waits four cycles for the one before it.
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = from;
    int end = from + count;
    for (; i < end - 3; i += 4) {
      sum0 += exp((a[i] - most) * scale);
      sum1 += exp((a[i + 1] - most) * scale);
      sum2 += exp((a[i + 2] - most) * scale);
      sum3 += exp((a[i + 3] - most) * scale);
    }
    for (; i < end; i++) {
      sum0 += exp((a[i] - most) * scale);
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
