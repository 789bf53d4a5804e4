package dev.heed.app.doctor;

import dev.heed.engine.Support;

/**
 * What the self-test found out about one kernel family.
 *
 * @param family the op's name
 * @param support how the backend runs it
 * @param error greatest difference from the reference, relative to the greatest value of the
 *     result; NaN where one has a number and the other has none, and for families that are not
 *     supported
 * @param tolerance the greatest error of a kernel that is sound
 */
public record Finding(String family, Support support, double error, double tolerance) {
  /**
   * Rounding alone stays some ten times below this (96 to 416 terms of F32); a wrong kernel is off
   * by far more.
   */
  public static final double TOLERANCE = 1e-5;

  /**
   * Of fast arithmetic with a packed weight in 8 bits: products of 96 terms are off by some
   * thousandths.
   */
  public static final double FAST_TOLERANCE = 0.02;

  /** The same with this error. */
  Finding withError(double greatest) {
    return new Finding(family, support, greatest, tolerance);
  }

  /** Whether the family can be used: it agrees with the reference. */
  public boolean isGood() {
    return error <= tolerance;
  }

  /** Whether the backend says that it does not have it. */
  public boolean isUnsupported() {
    return support instanceof Support.Unsupported;
  }
}
