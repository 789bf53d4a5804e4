package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Functions.sigmoid;
import static dev.heed.testkit.oracle.Rounding.FUNCTION;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.Activation;

/** The derivatives of the activation functions in double precision; at ±∞ their limits. */
final class Derivatives {
  private static final double ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  private Derivatives() {}

  /** f′(x), and how far a float f′(x) may be off. */
  static Rounded of(Activation activation, double x) {
    return new Rounded(value(activation, x), tolerance(activation, x));
  }

  static double value(Activation activation, double x) {
    if (Double.isNaN(x) && activation != Activation.IDENTITY) {
      return x;
    }
    return switch (activation) {
      case IDENTITY -> 1;
      case RELU -> x > 0 ? 1 : 0;
      case GELU -> Functions.erfc(-x / Math.sqrt(2)) / 2 + slope(activation, x);
      case GELU_TANH -> sigmoid(inner(x)) + slope(activation, x);
      case SILU -> sigmoid(x) + slope(activation, x);
      case TANH -> 4 * sigmoid(2 * x) * sigmoid(-2 * x);
      case SIGMOID -> sigmoid(x) * sigmoid(-x);
      case ERF -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
    };
  }

  /** x · h′(x) of a function x · h(x). */
  private static double slope(Activation activation, double x) {
    if (Double.isInfinite(x)) {
      return 0;
    }
    return switch (activation) {
      case GELU -> x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      case GELU_TANH -> x * sigmoid(inner(x)) * sigmoid(-inner(x)) * innerSlope(x);
      case SILU -> x * sigmoid(x) * sigmoid(-x);
      case IDENTITY, RELU, TANH, SIGMOID, ERF -> 0;
    };
  }

  /**
   * What is made of exponentials is relatively right, but for 1 − t², and the like, where 1 is
   * rounded: 8 u for t = tanh, and 2 u for t(1 − t), until they are 0 in F32 as well, for arguments
   * above 20, or 6 where they are cubed.
   */
  private static double tolerance(Activation activation, double x) {
    double slope = Math.abs(slope(activation, x));
    double relative = FUNCTION * (Math.abs(value(activation, x)) + 2 * slope) + Float.MIN_NORMAL;
    return switch (activation) {
      case IDENTITY, RELU -> 0;
      case TANH -> relative + 8 * U;
      case SIGMOID -> relative + 2 * U;
      case ERF -> relative * (1 + squared(x));
      case GELU -> relative + slope * squared(x) + 2 * U;
      case GELU_TANH -> {
        double greatest = Math.min(Math.abs(x), 6);
        yield relative + (4 + 2 * greatest * innerSlope(greatest)) * U;
      }
      case SILU -> relative + (2 + 2 * Math.min(Math.abs(x), 20)) * U;
    };
  }

  /** What rounding x² does to e^(−x²), relatively; nothing is left of that for x above 30. */
  private static double squared(double x) {
    return 2 * U * Math.min(x * x, 900);
  }

  private static double inner(double x) {
    return 2 * ROOT_2_OVER_PI * (x + CUBIC * x * x * x);
  }

  private static double innerSlope(double x) {
    return 2 * ROOT_2_OVER_PI * (1 + 3 * CUBIC * x * x);
  }
}
