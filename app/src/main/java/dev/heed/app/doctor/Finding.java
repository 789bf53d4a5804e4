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
 */
public record Finding(String family, Support support, double error) {
  /**
   * Rounding alone stays some ten times below this (70 terms of F32); a wrong kernel is off by far
   * more.
   */
  public static final double TOLERANCE = 1e-5;

  /** Whether the family can be used: it agrees with the reference. */
  public boolean isGood() {
    return error <= TOLERANCE;
  }

  /** Whether the backend says that it does not have it. */
  public boolean isUnsupported() {
    return support instanceof Support.Unsupported;
  }
}
