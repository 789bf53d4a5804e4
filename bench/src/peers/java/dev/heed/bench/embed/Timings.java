package dev.heed.bench.embed;

import java.util.Arrays;

/** Milliseconds of the rounds of one engine. */
record Timings(double[] millis) {
  double median() {
    return median(millis);
  }

  double min() {
    return Arrays.stream(millis).min().orElseThrow();
  }

  double max() {
    return Arrays.stream(millis).max().orElseThrow();
  }

  /** Median over the rounds of other / this: above 1 when this is faster. */
  double timesFasterThan(Timings other) {
    double[] ratios = new double[millis.length];
    for (int r = 0; r < ratios.length; r++) {
      ratios[r] = other.millis[r] / millis[r];
    }
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
