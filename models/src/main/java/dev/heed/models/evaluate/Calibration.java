package dev.heed.models.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a model is right as often as it is sure, over bins of its confidence: the largest
 * probability of an example.
 *
 * @param error the expected calibration error (ECE), 0 to 1: Σ share · |accuracy − confidence| over
 *     the bins (Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using
 *     Bayesian binning", 2015; Guo et al., "On calibration of modern neural networks", 2017)
 * @param greatest of |accuracy − confidence| over the bins that hold an example (MCE)
 * @param bins of equal width, from the least confident up: what a reliability diagram shows
 */
public record Calibration(double error, double greatest, List<Bin> bins) {
  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * Examples with a confidence above {@code low} and up to {@code high}.
   *
   * @param count of the examples
   * @param confidence their mean confidence, NaN where there are none
   * @param accuracy the part of them that was right, NaN where there are none
   */
  public record Bin(double low, double high, long count, double confidence, double accuracy) {}

  /**
   * Of truth [examples] and probabilities [examples, classes].
   *
   * @param bins how many: 10 and 15 are usual
   * @throws IllegalArgumentException as {@link Probabilities} says, or when there is no bin
   */
  public static Calibration of(int[] truth, double[][] probabilities, int bins) {
    Inputs.probabilities("calibration", truth, probabilities);
    if (bins < 1) {
      throw Inputs.wrong("calibration", "%d bins; expected at least one".formatted(bins));
    }
    long[] count = new long[bins];
    long[] right = new long[bins];
    double[] confidence = new double[bins];
    for (int i = 0; i < truth.length; i++) {
      int best = Probabilities.best(probabilities[i]);
      int bin = bin(probabilities[i][best], bins);
      count[bin]++;
      confidence[bin] += probabilities[i][best];
      right[bin] += best == truth[i] ? 1 : 0;
    }
    double error = 0;
    double greatest = 0;
    List<Bin> all = new ArrayList<>(bins);
    for (int b = 0; b < bins; b++) {
      double low = (double) b / bins;
      double high = (double) (b + 1) / bins;
      double sure = confidence[b] / count[b];
      double accuracy = (double) right[b] / count[b];
      all.add(new Bin(low, high, count[b], sure, accuracy));
      if (count[b] > 0) {
        double gap = Math.abs(accuracy - sure);
        error += gap * count[b] / truth.length;
        greatest = Math.max(greatest, gap);
      }
    }
    return new Calibration(error, greatest, all);
  }

  /** Bin i is above i / bins and up to (i + 1) / bins; 0 falls into the first. */
  private static int bin(double confidence, int bins) {
    int bin = Math.clamp((int) Math.ceil(confidence * bins) - 1, 0, bins - 1);
    // The product may have been rounded over an edge.
    if (bin > 0 && confidence <= (double) bin / bins) {
      return bin - 1;
    }
    return bin + 1 < bins && confidence > (double) (bin + 1) / bins ? bin + 1 : bin;
  }
}
