package dev.heed.models;

import dev.heed.models.spec.HeadSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The verdict on one text.
 *
 * @param scores every label, the best first
 * @param tokens that were computed, special tokens included
 * @param truncated whether the text was longer than the model takes, and its end left out
 */
public record Classification(List<LabelScore> scores, int tokens, boolean truncated) {
  public Classification {
    scores = List.copyOf(scores);
  }

  /**
   * A class and how much speaks for it.
   *
   * @param label its name
   * @param score see {@link TextClassifier}
   */
  public record LabelScore(String label, double score) {}

  /** The label with the greatest score. */
  public LabelScore best() {
    return scores.getFirst();
  }

  static Classification of(HeadSpec.OfTexts head, float[] logits, int tokens, boolean truncated) {
    double[] scores =
        switch (head.problem()) {
          case SINGLE_LABEL -> softmax(logits);
          case MULTI_LABEL -> sigmoid(logits);
          case REGRESSION -> widened(logits);
        };
    List<LabelScore> sorted = new ArrayList<>(scores.length);
    for (int l = 0; l < scores.length; l++) {
      sorted.add(new LabelScore(head.labels().get(l), scores[l]));
    }
    sorted.sort(Comparator.comparingDouble(LabelScore::score).reversed());
    return new Classification(sorted, tokens, truncated);
  }

  private static double[] softmax(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double[] scores = new double[logits.length];
    double sum = 0;
    for (int l = 0; l < logits.length; l++) {
      scores[l] = Math.exp(logits[l] - most);
      sum += scores[l];
    }
    for (int l = 0; l < logits.length; l++) {
      scores[l] /= sum;
    }
    return scores;
  }

  private static double[] sigmoid(float[] logits) {
    double[] scores = widened(logits);
    for (int l = 0; l < scores.length; l++) {
      scores[l] = 1 / (1 + Math.exp(-scores[l]));
    }
    return scores;
  }

  private static double[] widened(float[] logits) {
    double[] scores = new double[logits.length];
    for (int l = 0; l < logits.length; l++) {
      scores[l] = logits[l];
    }
    return scores;
  }
}
