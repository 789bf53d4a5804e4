package dev.heed.models.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Pairs in and out of order, counted by a merge sort in n log n steps (Knight, "A computer method
 * for calculating Kendall's tau with ungrouped data", 1966).
 */
final class KendallTau {
  private KendallTau() {}

  /**
   * Tau-b of two series of ranks, in which equal values have equal ranks; NaN where one is
   * constant.
   */
  static double b(double[] x, double[] y) {
    int n = x.length;
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order, Comparator.<Integer>comparingDouble(i -> x[i]).thenComparingDouble(i -> y[i]));
    double[] byX = new double[n];
    double[] yByX = new double[n];
    for (int i = 0; i < n; i++) {
      byX[i] = x[order[i]];
      yByX[i] = y[order[i]];
    }
    long tiedInX = 0;
    long tiedInBoth = 0;
    long run = 0;
    long runInBoth = 0;
    for (int i = 1; i < n; i++) {
      run = byX[i] == byX[i - 1] ? run + 1 : 0;
      runInBoth = run > 0 && yByX[i] == yByX[i - 1] ? runInBoth + 1 : 0;
      tiedInX += run;
      tiedInBoth += runInBoth;
    }
    // Pairs tied in x are in the order of y, so what is out of order is discordant.
    long discordant = sort(yByX, new double[n], 0, n);
    long tiedInY = 0;
    run = 0;
    for (int i = 1; i < n; i++) {
      run = yByX[i] == yByX[i - 1] ? run + 1 : 0;
      tiedInY += run;
    }
    long pairs = (long) n * (n - 1) / 2;
    double concordantLess = pairs - tiedInX - tiedInY + tiedInBoth - 2.0 * discordant;
    return concordantLess
        / Math.sqrt((double) pairs - tiedInX)
        / Math.sqrt((double) pairs - tiedInY);
  }

  /** Sorts and says how many pairs were out of order. */
  private static long sort(double[] values, double[] merged, int from, int to) {
    if (to - from < 2) {
      return 0;
    }
    int middle = (from + to) >>> 1;
    long swaps = sort(values, merged, from, middle) + sort(values, merged, middle, to);
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      if (right == to || (left < middle && values[left] <= values[right])) {
        merged[at] = values[left++];
      } else {
        swaps += middle - left;
        merged[at] = values[right++];
      }
    }
    System.arraycopy(merged, from, values, from, to - from);
    return swaps;
  }
}
