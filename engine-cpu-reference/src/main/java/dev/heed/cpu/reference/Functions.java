package dev.heed.cpu.reference;

import dev.heed.engine.op.Activation;

/** The activations in double precision; erf to a relative error below 1e-11. */
final class Functions {
  private static final double SQRT_PI = 1.772453850905516;

  /** Below, erf by its series; from here on erfc by its continued fraction. */
  private static final double TAIL = 3;

  private Functions() {}

  static double apply(Activation activation, double x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> Math.max(x, 0);
      case GELU -> gated(x, erfc(-x / Math.sqrt(2)) / 2);
      case GELU_TANH -> {
        double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        yield gated(x, (1 + StrictMath.tanh(inner)) / 2);
      }
      case SILU -> gated(x, sigmoid(x));
      case TANH -> StrictMath.tanh(x);
      case SIGMOID -> sigmoid(x);
      case ERF -> erf(x);
    };
  }

  /** 2/√π · ∫₀ˣ e^(−t²) dt. */
  static double erf(double x) {
    return Math.abs(x) < TAIL ? series(x) : Math.copySign(1 - fraction(Math.abs(x)), x);
  }

  /** 1 − erf(x), without cancellation for great x. */
  static double erfc(double x) {
    return x < TAIL ? 1 - erf(x) : fraction(x);
  }

  /** x · gate; at −∞ the limit, where the product would be ∞ · 0. */
  private static double gated(double x, double gate) {
    return x == Double.NEGATIVE_INFINITY ? -0.0 : x * gate;
  }

  static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** erf: 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1)) (Abramowitz and Stegun, 7.1.6). */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
      term *= 2 * x * x / odd;
      sum += term;
    }
    return 2 / SQRT_PI * StrictMath.exp(-x * x) * sum;
  }

  /**
   * erfc of x ≥ 3: e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) (Abramowitz and Stegun,
   * 7.1.14). At 3 the fraction has settled to the last bit after 40 levels.
   */
  private static double fraction(double x) {
    double below = x;
    for (int level = 40; level > 0; level--) {
      below = x + level / 2.0 / below;
    }
    return StrictMath.exp(-x * x) / SQRT_PI / below;
  }
}
