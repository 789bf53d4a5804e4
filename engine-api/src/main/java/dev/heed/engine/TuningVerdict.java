package dev.heed.engine;

import org.jspecify.annotations.Nullable;

/**
 * Which of several kernels with equal bits {@link Backend#tune} found to be the fastest for one
 * kind of work.
 *
 * @param what the kernel and the class of its shapes, such as {@code products of 128 × 384 × 384}
 * @param chosen the candidate that won, in the backend's own words
 * @param perSecond units of work a second that it does
 * @param byDefault the candidate that is used untuned; equal to {@code chosen} where it stays
 * @param defaultPerSecond units of work a second that the default does; NaN where it does not run
 *     on this device
 * @param unit what is counted
 * @param tried candidates that ran and were right, the default among them
 * @param refused candidates that do not fit the device, do not build, or gave other bits
 * @param keptIn where later processes find it, such as a file; null when it holds only until the
 *     backend is closed
 */
public record TuningVerdict(
    String what,
    String chosen,
    double perSecond,
    String byDefault,
    double defaultPerSecond,
    Unit unit,
    int tried,
    int refused,
    @Nullable String keptIn) {
  /** Of work. */
  public enum Unit {
    /** Multiplications with an addition each. */
    MULTIPLY_ADDS,
    /** Bytes read and written. */
    BYTES
  }

  public TuningVerdict {
    if (!(perSecond > 0) || defaultPerSecond <= 0 || tried < 1 || refused < 0) {
      throw new IllegalArgumentException(
          "tuning of %s: at least one candidate must have run, and at a speed above 0; was %d tried, %d refused, %s and %s a second"
              .formatted(what, tried, refused, perSecond, defaultPerSecond));
    }
  }

  /** How many times as fast as the default; 1 where it stays, NaN where it does not run. */
  public double gain() {
    return perSecond / defaultPerSecond;
  }

  /** Whether another candidate than the default won. */
  public boolean isChange() {
    return !chosen.equals(byDefault);
  }
}
