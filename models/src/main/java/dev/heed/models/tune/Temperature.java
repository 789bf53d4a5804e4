package dev.heed.models.tune;

import dev.heed.models.evaluate.TemperatureScaling;
import java.util.Optional;

/** Temperatures of data that the model was not trained on; empty where the data gives none. */
final class Temperature {
  private Temperature() {}

  /**
   * Of labels that exclude each other.
   *
   * @param truth [examples]
   * @param logits [examples, labels]
   */
  static Optional<TemperatureScaling> ofOneLabel(int[] truth, float[][] logits) {
    double[][] wide = new double[logits.length][];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = new double[logits[i].length];
      for (int l = 0; l < wide[i].length; l++) {
        wide[i][l] = logits[i][l];
      }
    }
    return of(truth, wide);
  }

  /**
   * Of labels that each hold or not: every answer is one of two, with the logits 0 and its own.
   *
   * @param truth [examples, labels]
   * @param logits [examples, labels]
   */
  static Optional<TemperatureScaling> ofSeveralLabels(boolean[][] truth, float[][] logits) {
    int labels = logits.length == 0 ? 0 : logits[0].length;
    int[] holds = new int[truth.length * labels];
    double[][] pairs = new double[holds.length][];
    for (int i = 0; i < holds.length; i++) {
      holds[i] = truth[i / labels][i % labels] ? 1 : 0;
      pairs[i] = new double[] {0, logits[i / labels][i % labels]};
    }
    return of(holds, pairs);
  }

  private static Optional<TemperatureScaling> of(int[] truth, double[][] logits) {
    if (allAreRight(truth, logits)) {
      return Optional.empty();
    }
    TemperatureScaling scaling = TemperatureScaling.fit(truth, logits);
    // The search halves until it stands at its end, but for rounding.
    return scaling.temperature() < 0.999 * TemperatureScaling.GREATEST
        ? Optional.of(scaling)
        : Optional.empty();
  }

  /** Then the surer the better, without end. */
  private static boolean allAreRight(int[] truth, double[][] logits) {
    for (int i = 0; i < truth.length; i++) {
      for (double logit : logits[i]) {
        if (logit > logits[i][truth[i]]) {
          return false;
        }
      }
    }
    return true;
  }
}
