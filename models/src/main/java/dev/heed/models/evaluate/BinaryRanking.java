package dev.heed.models.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How well scores rank what is true before what is not: for each distinct score, from the greatest
 * down, how many of either have at least that score. Equal scores are one step.
 */
public final class BinaryRanking {
  private final double[] thresholds;
  private final long[] truePositives;
  private final long[] falsePositives;

  private BinaryRanking(double[] thresholds, long[] truePositives, long[] falsePositives) {
    this.thresholds = thresholds;
    this.truePositives = truePositives;
    this.falsePositives = falsePositives;
  }

  /**
   * Of truth [examples] and scores [examples], of any scale.
   *
   * @throws IllegalArgumentException when the lengths differ or are 0, or a score is not finite
   */
  public static BinaryRanking of(boolean[] truth, double[] scores) {
    int n = Inputs.examples("ranking", truth.length, scores.length);
    Inputs.finite("ranking", scores);
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    // Adding 0 makes one zero of two: Double.compare tells −0 from 0.
    Arrays.sort(order, Comparator.comparingDouble(i -> -(scores[i] + 0.0)));
    double[] thresholds = new double[n];
    long[] truePositives = new long[n];
    long[] falsePositives = new long[n];
    long positives = 0;
    int steps = 0;
    for (int i = 0; i < n; i++) {
      positives += truth[order[i]] ? 1 : 0;
      if (i + 1 == n || scores[order[i + 1]] != scores[order[i]]) {
        thresholds[steps] = scores[order[i]];
        truePositives[steps] = positives;
        falsePositives[steps] = i + 1 - positives;
        steps++;
      }
    }
    return new BinaryRanking(
        Arrays.copyOf(thresholds, steps),
        Arrays.copyOf(truePositives, steps),
        Arrays.copyOf(falsePositives, steps));
  }

  /** The distinct scores, the greatest first. */
  public double[] thresholds() {
    return thresholds.clone();
  }

  /** How many true examples have at least each threshold. */
  public long[] truePositives() {
    return truePositives.clone();
  }

  /** How many untrue examples have at least each threshold. */
  public long[] falsePositives() {
    return falsePositives.clone();
  }

  public long positives() {
    return truePositives[truePositives.length - 1];
  }

  public long negatives() {
    return falsePositives[falsePositives.length - 1];
  }

  /**
   * The area under the receiver operating characteristic: how probable it is that a true example
   * has a greater score than an untrue one, where equal scores count half (Hanley and McNeil, "The
   * meaning and use of the area under a ROC curve", 1982). NaN where all examples are of one class.
   */
  public double rocAuc() {
    double area = 0;
    long lastTrue = 0;
    long lastFalse = 0;
    for (int t = 0; t < thresholds.length; t++) {
      area += (falsePositives[t] - lastFalse) * (lastTrue + truePositives[t]) / 2.0;
      lastTrue = truePositives[t];
      lastFalse = falsePositives[t];
    }
    return area / ((double) positives() * negatives());
  }

  /**
   * The area under precision over recall, as steps: Σ (recall(t) − recall(t − 1)) · precision(t),
   * without interpolation, as scikit-learn's {@code average_precision_score}. NaN where no example
   * is true (scikit-learn warns, and says 0).
   */
  public double averagePrecision() {
    double sum = 0;
    long last = 0;
    for (int t = 0; t < thresholds.length; t++) {
      long taken = truePositives[t] + falsePositives[t];
      sum += (double) (truePositives[t] - last) * truePositives[t] / taken;
      last = truePositives[t];
    }
    return sum / positives();
  }

  /**
   * The mean of (p − [true])², 0 to 1, for probabilities of what is true (Brier, 1950).
   *
   * @throws IllegalArgumentException when the lengths differ or are 0, or a probability is outside
   *     0 to 1
   */
  public static double brier(boolean[] truth, double[] probabilities) {
    Inputs.examples("Brier score", truth.length, probabilities.length);
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      Inputs.probability("Brier score", i, probabilities[i]);
      double off = probabilities[i] - (truth[i] ? 1 : 0);
      sum += off * off;
    }
    return sum / truth.length;
  }
}
