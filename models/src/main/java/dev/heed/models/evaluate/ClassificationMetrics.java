package dev.heed.models.evaluate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier is measured by that takes each example for one class.
 *
 * @param labels names of the classes, all different
 * @param confusion truth against the most probable class
 * @param scores precision, recall and F1
 * @param logLoss in nats: {@link Probabilities#logLoss}
 * @param brier 0 to 2: {@link Probabilities#brier}
 * @param rocAuc area under the ROC, one class against the others, on average; with two classes, of
 *     the second one; NaN where a class does not occur
 * @param averagePrecision area under precision over recall, like {@code rocAuc}
 * @param calibration in {@value #BINS} bins
 */
public record ClassificationMetrics(
    List<String> labels,
    ConfusionMatrix confusion,
    ClassScores scores,
    double logLoss,
    double brier,
    double rocAuc,
    double averagePrecision,
    Calibration calibration)
    implements Metrics {
  /** As in Guo et al., 2017. */
  public static final int BINS = 15;

  public ClassificationMetrics {
    labels = List.copyOf(labels);
  }

  /**
   * Measures truth [examples] against probabilities [examples, classes].
   *
   * @param labels names of the classes
   * @throws IllegalArgumentException as {@link Probabilities} says, or when the labels are not as
   *     many as the columns, or not all different
   */
  public static ClassificationMetrics of(
      int[] truth, double[][] probabilities, List<String> labels) {
    int classes = Inputs.probabilities("classification", truth, probabilities);
    if (labels.size() != classes || new HashSet<>(labels).size() != classes) {
      throw Inputs.wrong(
          "classification",
          "labels %s for %d columns; expected one for each, all different"
              .formatted(labels, classes));
    }
    ConfusionMatrix confusion =
        ConfusionMatrix.of(truth, Probabilities.best(probabilities), classes);
    BinaryRanking second = ClassRanking.oneVsRest(truth, probabilities, Math.min(1, classes - 1));
    boolean two = classes == 2;
    return new ClassificationMetrics(
        labels,
        confusion,
        confusion.scores(),
        Probabilities.logLoss(truth, probabilities),
        Probabilities.brier(truth, probabilities),
        two ? second.rocAuc() : ClassRanking.rocAucOneVsRest(truth, probabilities),
        two ? second.averagePrecision() : ClassRanking.averagePrecision(truth, probabilities),
        Calibration.of(truth, probabilities, BINS));
  }

  public double accuracy() {
    return confusion.accuracy();
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("examples", confusion.examples())
        .put("accuracy", accuracy())
        .put("balancedAccuracy", confusion.balancedAccuracy())
        .put("mcc", confusion.mcc())
        .put("cohenKappa", confusion.cohenKappa())
        .put("logLoss", logLoss)
        .put("brier", brier)
        .put("rocAuc", rocAuc)
        .put("averagePrecision", averagePrecision)
        .put("ece", calibration.error())
        .put(scores, labels)
        .put("labels", labels)
        .put(
            "confusionMatrix",
            Arrays.stream(confusion.counts())
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList())
        .done();
  }
}
