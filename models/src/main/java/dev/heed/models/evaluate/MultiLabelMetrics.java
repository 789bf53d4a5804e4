package dev.heed.models.evaluate;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier is measured by that may give an example several labels, or none.
 *
 * @param labels their names, all different
 * @param examples how many
 * @param subsetAccuracy part of the examples with every label right
 * @param hammingLoss part of all examples and labels that is wrong
 * @param scores precision, recall and F1 of each label
 * @param rocAuc area under the ROC of a label, on average; NaN where a label is always or never
 *     true
 * @param averagePrecision area under precision over recall, on average; NaN where a label is never
 *     true
 */
public record MultiLabelMetrics(
    List<String> labels,
    int examples,
    double subsetAccuracy,
    double hammingLoss,
    ClassScores scores,
    double rocAuc,
    double averagePrecision)
    implements Metrics {
  public MultiLabelMetrics {
    labels = List.copyOf(labels);
  }

  /**
   * Measures truth [examples, labels] against probabilities [examples, labels].
   *
   * @param threshold a label is predicted from this probability on: 0.5 as a rule
   * @throws IllegalArgumentException when there are no examples, the shapes differ, a probability
   *     is outside 0 to 1, or the names are not all different
   */
  public static MultiLabelMetrics of(
      boolean[][] truth, double[][] probabilities, double threshold, List<String> labels) {
    int n = Inputs.examples("multi-label", truth.length, probabilities.length);
    int columns = Inputs.columns("multi-label", probabilities);
    if (labels.size() != columns || new HashSet<>(labels).size() != columns) {
      throw Inputs.wrong(
          "multi-label",
          "labels %s for %d columns; expected one for each, all different"
              .formatted(labels, columns));
    }
    long[] hits = new long[columns];
    long[] predicted = new long[columns];
    long[] actual = new long[columns];
    long wrong = 0;
    int allRight = 0;
    for (int i = 0; i < n; i++) {
      Inputs.examples("multi-label, labels of example " + i, truth[i].length, columns);
      long before = wrong;
      for (int c = 0; c < columns; c++) {
        Inputs.probability("multi-label", i, probabilities[i][c]);
        boolean says = probabilities[i][c] >= threshold;
        hits[c] += says && truth[i][c] ? 1 : 0;
        predicted[c] += says ? 1 : 0;
        actual[c] += truth[i][c] ? 1 : 0;
        wrong += says == truth[i][c] ? 0 : 1;
      }
      allRight += wrong == before ? 1 : 0;
    }
    double rocAuc = 0;
    double averagePrecision = 0;
    for (int c = 0; c < columns; c++) {
      BinaryRanking ranking = ranking(truth, probabilities, c);
      rocAuc += ranking.rocAuc() / columns;
      averagePrecision += ranking.averagePrecision() / columns;
    }
    return new MultiLabelMetrics(
        labels,
        n,
        (double) allRight / n,
        (double) wrong / n / columns,
        ClassScores.of(hits, predicted, actual),
        rocAuc,
        averagePrecision);
  }

  private static BinaryRanking ranking(boolean[][] truth, double[][] probabilities, int c) {
    boolean[] is = new boolean[truth.length];
    double[] scores = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      is[i] = truth[i][c];
      scores[i] = probabilities[i][c];
    }
    return BinaryRanking.of(is, scores);
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("examples", examples)
        .put("subsetAccuracy", subsetAccuracy)
        .put("hammingLoss", hammingLoss)
        .put("rocAuc", rocAuc)
        .put("averagePrecision", averagePrecision)
        .put(scores, labels)
        .put("labels", labels)
        .done();
  }
}
