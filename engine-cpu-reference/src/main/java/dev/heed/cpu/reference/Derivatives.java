package dev.heed.cpu.reference;

import dev.heed.engine.op.Activation;

/** The derivatives of the activations in double precision; at ±∞ their limits. */
final class Derivatives {
  private Derivatives() {}

  static double of(Activation activation, double x) {
    return switch (activation) {
      case IDENTITY -> 1;
      case RELU -> Double.isNaN(x) ? x : x > 0 ? 1 : 0;
      case GELU ->
          Functions.erfc(-x / Math.sqrt(2)) / 2
              + product(x, StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));
      case GELU_TANH -> {
        double root = Math.sqrt(2 / Math.PI);
        double tanh = StrictMath.tanh(root * (x + 0.044715 * x * x * x));
        double slope = root * (1 + 3 * 0.044715 * x * x);
        yield (1 + tanh) / 2 + product(x * slope, (1 - tanh * tanh) / 2);
      }
      case SILU -> {
        double sigmoid = Functions.sigmoid(x);
        yield sigmoid + product(x, sigmoid * Functions.sigmoid(-x));
      }
      case TANH -> {
        double tanh = StrictMath.tanh(x);
        yield 1 - tanh * tanh;
      }
      case SIGMOID -> Functions.sigmoid(x) * Functions.sigmoid(-x);
      case ERF -> 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x);
    };
  }

  /** x · what falls faster than 1/x; the limit at ±∞, where the product would be ∞ · 0. */
  private static double product(double x, double falling) {
    return Double.isInfinite(x) ? 0 : x * falling;
  }
}
