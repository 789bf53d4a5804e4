package dev.heed.models.evaluate;

import java.util.Arrays;

/**
 * The receiver operating characteristic, point by point, as scikit-learn's {@code roc_curve} gives
 * it.
 *
 * @param falsePositiveRates part of the untrue examples with at least each threshold
 * @param truePositiveRates part of the true examples with at least each threshold
 * @param thresholds from infinity, where both rates are 0, down to the least score, where both are
 *     1
 */
public record RocCurve(
    double[] falsePositiveRates, double[] truePositiveRates, double[] thresholds) {
  /**
   * Of a ranking, without points that lie evenly between their neighbours. The rates of a class
   * without examples are NaN.
   */
  public static RocCurve of(BinaryRanking ranking) {
    double[] thresholds = ranking.thresholds();
    long[] truePositives = ranking.truePositives();
    long[] falsePositives = ranking.falsePositives();
    double[] kept = new double[thresholds.length + 1];
    double[] trueRates = new double[thresholds.length + 1];
    double[] falseRates = new double[thresholds.length + 1];
    kept[0] = Double.POSITIVE_INFINITY;
    trueRates[0] = 0.0 / ranking.positives();
    falseRates[0] = 0.0 / ranking.negatives();
    int points = 1;
    for (int t = 0; t < thresholds.length; t++) {
      if (bends(truePositives, t) || bends(falsePositives, t)) {
        kept[points] = thresholds[t];
        trueRates[points] = (double) truePositives[t] / ranking.positives();
        falseRates[points] = (double) falsePositives[t] / ranking.negatives();
        points++;
      }
    }
    return new RocCurve(
        Arrays.copyOf(falseRates, points),
        Arrays.copyOf(trueRates, points),
        Arrays.copyOf(kept, points));
  }

  /** Both ends count as bends. */
  private static boolean bends(long[] counts, int t) {
    return t == 0
        || t == counts.length - 1
        || counts[t + 1] - counts[t] != counts[t] - counts[t - 1];
  }
}
