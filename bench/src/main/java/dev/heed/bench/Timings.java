package dev.heed.bench;

import java.util.Arrays;

/**
 * Milliseconds of the rounds of one engine.
 *
 * @param millis of one call, one value for each round
 */
public record Timings(double[] millis) {
  public Timings {
    if (millis.length == 0) {
      throw new IllegalArgumentException("timings need at least one round");
    }
  }

  /** The middle one; of an even number of rounds the mean of the two middle ones. */
  public double median() {
    return median(millis);
  }

  /** The fastest round. */
  public double min() {
    return Arrays.stream(millis).min().orElseThrow();
  }

  /** The slowest round. */
  public double max() {
    return Arrays.stream(millis).max().orElseThrow();
  }

  /** Median over the rounds of other / this: above 1 when this is faster. */
  public double timesFasterThan(Timings other) {
    return median(ratiosTo(other));
  }

  /** The same of the round that was worst for this. */
  public double leastTimesFasterThan(Timings other) {
    return Arrays.stream(ratiosTo(other)).min().orElseThrow();
  }

  /** The same of the round that was best for this. */
  public double mostTimesFasterThan(Timings other) {
    return Arrays.stream(ratiosTo(other)).max().orElseThrow();
  }

  private double[] ratiosTo(Timings other) {
    if (other.millis.length != millis.length) {
      throw new IllegalArgumentException(
          "a ratio needs as many rounds on both sides; there are %d and %d"
              .formatted(millis.length, other.millis.length));
    }
    double[] ratios = new double[millis.length];
    for (int r = 0; r < ratios.length; r++) {
      ratios[r] = other.millis[r] / millis[r];
    }
    return ratios;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
