package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

/**
 * A value, and how far from it the same steps in F32 may have come: what the operands were off, and
 * one rounding for each step.
 */
record Rounded(double value, double error) {
  /** A value that is held as it is. */
  static Rounded exact(double value) {
    return new Rounded(value, 0);
  }

  /** A constant that a kernel may have rounded. */
  static Rounded near(double value) {
    return new Rounded(value, U * Math.abs(value));
  }

  Rounded plus(Rounded other) {
    return rounded(value + other.value, error + other.error);
  }

  /** Rounds where a kernel adds term by term, as the terms of a sum that cancels. */
  Rounded minus(Rounded other) {
    return plus(other.negated());
  }

  Rounded negated() {
    return new Rounded(-value, error);
  }

  Rounded times(Rounded other) {
    double product = value * other.value;
    double carried =
        error * Math.abs(other.value) + other.error * Math.abs(value) + error * other.error;
    return rounded(product, carried + TINY);
  }

  Rounded times(double factor) {
    return times(exact(factor));
  }

  Rounded over(Rounded other) {
    double quotient = value / other.value;
    double least = Math.max(Math.abs(other.value) - other.error, 0);
    return rounded(quotient, (error + other.error * Math.abs(quotient)) / least + TINY);
  }

  /** What the error does is greatest below the value, where the root is steeper. */
  Rounded root() {
    double root = Math.sqrt(value);
    return rounded(root, root - Math.sqrt(Math.max(0, value - error)));
  }

  Rounded max(Rounded other) {
    return new Rounded(Math.max(value, other.value), Math.max(error, other.error));
  }

  /** Expects this of an element. */
  void of(Expected out, int e) {
    out.set(e, value, error);
  }

  private static Rounded rounded(double value, double error) {
    return new Rounded(value, error + U * Math.abs(value));
  }
}
