package dev.heed.models.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How alike two series go: truth [examples], prediction [examples].
 *
 * <p>All are −1 to 1, and NaN where a series is constant, as in SciPy; {@link
 * IllegalArgumentException} when the lengths differ or are 0, or a value is not finite.
 */
public final class Correlation {
  private Correlation() {}

  /**
   * Of the values: Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² · Σ (y − ȳ)²) (Pearson, "Note on regression
   * and inheritance in the case of two parents", 1895).
   */
  public static double pearson(double[] truth, double[] prediction) {
    check("Pearson", truth, prediction);
    if (constant(truth) || constant(prediction)) {
      return Double.NaN;
    }
    double truthMean = mean(truth);
    double predictionMean = mean(prediction);
    double both = 0;
    double truthSpread = 0;
    double predictionSpread = 0;
    for (int i = 0; i < truth.length; i++) {
      double x = truth[i] - truthMean;
      double y = prediction[i] - predictionMean;
      both += x * y;
      truthSpread += x * x;
      predictionSpread += y * y;
    }
    double r = both / (Math.sqrt(truthSpread) * Math.sqrt(predictionSpread));
    return Math.clamp(r, -1, 1);
  }

  /**
   * Pearson's, of the ranks; equal values share the mean of their ranks (Spearman, "The proof and
   * measurement of association between two things", 1904).
   */
  public static double spearman(double[] truth, double[] prediction) {
    check("Spearman", truth, prediction);
    return pearson(ranks(truth), ranks(prediction));
  }

  /**
   * Kendall's tau-b: (concordant − discordant pairs) / √(pairs not tied in truth · pairs not tied
   * in prediction) (Kendall, "The treatment of ties in ranking problems", 1945).
   */
  public static double kendall(double[] truth, double[] prediction) {
    check("Kendall", truth, prediction);
    return KendallTau.b(ranks(truth), ranks(prediction));
  }

  /** Ranks from 1, the least value first. */
  static double[] ranks(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    // Adding 0 makes one zero of two: Double.compare tells −0 from 0.
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i] + 0.0));
    double[] ranks = new double[values.length];
    int from = 0;
    while (from < order.length) {
      int to = from + 1;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  private static void check(String metric, double[] truth, double[] prediction) {
    Inputs.examples(metric, truth.length, prediction.length);
    Inputs.finite(metric, truth);
    Inputs.finite(metric, prediction);
  }

  /** All are the same. */
  static boolean constant(double[] values) {
    return Arrays.stream(values).allMatch(value -> value == values[0]);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
