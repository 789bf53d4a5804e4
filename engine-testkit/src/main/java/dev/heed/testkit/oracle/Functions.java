package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.FUNCTION;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.Activation;

/** The activation functions and the error function in double precision. */
public final class Functions {
  private static final double ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  private Functions() {}

  /** f(x). */
  public static double apply(Activation activation, double x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> x > 0 ? x : Double.isNaN(x) ? x : 0;
      case GELU -> x == Double.NEGATIVE_INFINITY ? 0 : x / 2 * erfc(-x / Math.sqrt(2));
      case GELU_TANH ->
          x == Double.NEGATIVE_INFINITY
              ? 0
              : x * sigmoid(2 * ROOT_2_OVER_PI * (x + 0.044715 * x * x * x));
      case SILU -> x == Double.NEGATIVE_INFINITY ? 0 : x * sigmoid(x);
      case TANH -> Math.tanh(x);
      case SIGMOID -> sigmoid(x);
      case ERF -> erf(x);
    };
  }

  /**
   * How far a float f(x) may be from y = f(x). Sigmoids are relatively right everywhere; the others
   * contain 1 ± g with |g| ≤ 1, whose rounding is absolute: 2 u, times |x| for the two GELUs.
   */
  static double tolerance(Activation activation, double x, double y) {
    double relative = FUNCTION * Math.abs(y) + Float.MIN_NORMAL;
    return switch (activation) {
      case IDENTITY, RELU -> 0;
      case SILU, SIGMOID -> relative;
      case TANH, ERF -> relative + 2 * U;
      case GELU, GELU_TANH -> relative + (Math.abs(y) < Math.abs(x) ? 2 * U * Math.abs(x) : 0);
    };
  }

  /** How far f may be off when its argument is off by this much: no slope here exceeds 1.13. */
  static double carried(Activation activation, double x, double y, double tolerance) {
    return 1.13 * tolerance + tolerance(activation, x, y);
  }

  /** 1 / (1 + e⁻ˣ), relatively right for every x. */
  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** 2/√π · ∫₀ˣ e^(−t²) dt. */
  public static double erf(double x) {
    double a = Math.abs(x);
    double value = a < 2.5 ? erfBySeries(a) : 1 - erfcByFraction(a);
    return Math.copySign(value, x);
  }

  /** 1 − erf(x), relatively right for great x too. */
  public static double erfc(double x) {
    if (x < 2.5) {
      return 1 - erf(x);
    }
    return erfcByFraction(x);
  }

  /** 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)): all terms positive, so nothing cancels. */
  private static double erfBySeries(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 0x1p-56; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return Double.isNaN(x) ? x : 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 1½/(x + …)))), from the inside out. */
  private static double erfcByFraction(double x) {
    if (!(x < 30)) {
      return Double.isNaN(x) ? x : 0;
    }
    double fraction = x;
    for (int n = 120; n > 0; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}
