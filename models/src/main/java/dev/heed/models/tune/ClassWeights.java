package dev.heed.models.tune;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How much an example counts by its label. */
public enum ClassWeights {
  /** Each the same. */
  EQUAL,

  /**
   * So that rare labels count as much as frequent ones: examples / (labels · examples of the label)
   * for one label each; for several the yes of a label counts examples without it / examples with
   * it.
   */
  BALANCED;

  /** Such as {@code , weights [0.6, 2.0]}; nothing where all are 1. */
  static String inWords(float @Nullable [] weights) {
    return weights == null ? "" : ", weights " + Arrays.toString(weights);
  }

  /**
   * Of labels that exclude each other, [labels]; null where all are 1.
   *
   * @param counts [labels]: examples of each, at least 1
   * @param examples in all
   */
  float @Nullable [] ofOneLabel(int[] counts, int examples) {
    if (this == EQUAL) {
      return null;
    }
    float[] weights = new float[counts.length];
    for (int l = 0; l < weights.length; l++) {
      weights[l] = (float) ((double) examples / ((double) counts.length * counts[l]));
    }
    return weights;
  }

  /**
   * Of the yes of labels that each hold or not, [labels]; null where all are 1. A label that every
   * example has keeps 1: there is nothing to balance it with.
   *
   * @param counts [labels]: examples of each, at least 1
   * @param examples in all
   */
  float @Nullable [] ofYes(int[] counts, int examples) {
    if (this == EQUAL) {
      return null;
    }
    float[] weights = new float[counts.length];
    for (int l = 0; l < weights.length; l++) {
      int without = examples - counts[l];
      weights[l] = without == 0 ? 1 : (float) ((double) without / counts[l]);
    }
    return weights;
  }
}
