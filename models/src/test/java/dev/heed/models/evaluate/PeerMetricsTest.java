package dev.heed.models.evaluate;

import static dev.heed.models.evaluate.PeerValues.assertClose;
import static dev.heed.models.evaluate.PeerValues.doubles;
import static dev.heed.models.evaluate.PeerValues.flags;
import static dev.heed.models.evaluate.PeerValues.ints;
import static dev.heed.models.evaluate.PeerValues.rows;
import static dev.heed.models.evaluate.PeerValues.tags;
import static dev.heed.models.evaluate.PeerValues.triple;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Classes, numbers and tags against scikit-learn, SciPy and seqeval; the file has the versions. */
class PeerMetricsTest {
  private static final double TOLERANCE = 1e-9;
  private static final JsonNode FILE = PeerValues.file();

  private static void assertAverages(ClassScores scores, JsonNode expected) {
    assertClose("micro", triple(scores.micro()), expected.get("micro"), TOLERANCE);
    assertClose("macro", triple(scores.macro()), expected.get("macro"), TOLERANCE);
    assertClose("weighted", triple(scores.weighted()), expected.get("weighted"), TOLERANCE);
  }

  @Test
  void tiesAmongProbabilitiesCountAsInScikitLearn() {
    JsonNode expected = FILE.get("classification");
    int[] truth = ints(expected.get("truth"));
    double[][] rows = rows(expected.get("probabilities"));
    double[] top = {
      Probabilities.topAccuracy(truth, rows, 1),
      Probabilities.topAccuracy(truth, rows, 2),
      Probabilities.topAccuracy(truth, rows, 3)
    };
    assertClose("top", top, expected.get("top"), TOLERANCE);
    assertClose(
        "ovr",
        ClassRanking.rocAucOneVsRest(truth, rows),
        expected.get("rocAucOneVsRest"),
        TOLERANCE);
    assertClose(
        "ovo", ClassRanking.rocAucOneVsOne(truth, rows), expected.get("rocAucOneVsOne"), TOLERANCE);
    assertClose(
        "average precision",
        ClassRanking.averagePrecision(truth, rows),
        expected.get("averagePrecision"),
        TOLERANCE);
  }

  @Test
  void aProbabilityOfZeroCostsWhatScikitLearnSays() {
    JsonNode expected = FILE.get("classification");
    double loss =
        Probabilities.logLoss(ints(expected.get("truth")), rows(expected.get("probabilities")));
    assertClose("log loss", loss, expected.get("logLoss"), TOLERANCE);
  }

  static Stream<JsonNode> fewClasses() {
    return FILE.get("fewClasses").valueStream();
  }

  @ParameterizedTest
  @MethodSource("fewClasses")
  void absentClassesCountAsInScikitLearn(JsonNode expected) {
    ConfusionMatrix confusion =
        ConfusionMatrix.of(ints(expected.get("truth")), ints(expected.get("prediction")), 3);
    assertAverages(confusion.scores(), expected);
    assertClose(
        "balanced", confusion.balancedAccuracy(), expected.get("balancedAccuracy"), TOLERANCE);
    assertClose("mcc", confusion.mcc(), expected.get("mcc"), TOLERANCE);
    assertClose("kappa", confusion.cohenKappa(), expected.get("cohenKappa"), TOLERANCE);
  }

  @Test
  void severalLabelsCountAsInScikitLearn() {
    JsonNode expected = FILE.get("multiLabel");
    boolean[][] truth =
        expected.get("truth").valueStream().map(PeerValues::flags).toArray(boolean[][]::new);
    MultiLabelMetrics ours =
        MultiLabelMetrics.of(
            truth, rows(expected.get("probabilities")), 0.5, List.of("a", "b", "c", "d"));
    assertAverages(ours.scores(), expected);
    assertClose("subset", ours.subsetAccuracy(), expected.get("subsetAccuracy"), TOLERANCE);
    assertClose("hamming", ours.hammingLoss(), expected.get("hammingLoss"), TOLERANCE);
    assertClose("roc auc", ours.rocAuc(), expected.get("rocAuc"), TOLERANCE);
    assertClose("ap", ours.averagePrecision(), expected.get("averagePrecision"), TOLERANCE);
  }

  @Test
  void twoClassesCountAsInScikitLearn() {
    JsonNode expected = FILE.get("binary");
    boolean[] truth = flags(expected.get("truth"));
    double[] positive = doubles(expected.get("probabilities"));
    double[][] both =
        Arrays.stream(positive).mapToObj(p -> new double[] {1 - p, p}).toArray(double[][]::new);
    ClassificationMetrics ours =
        ClassificationMetrics.of(ints(expected.get("truth")), both, List.of("no", "yes"));
    assertClose("brier", BinaryRanking.brier(truth, positive), expected.get("brier"), TOLERANCE);
    assertClose("half of brier", ours.brier() / 2, expected.get("brier"), TOLERANCE);
    assertClose("roc auc", ours.rocAuc(), expected.get("rocAuc"), TOLERANCE);
    assertClose("ap", ours.averagePrecision(), expected.get("averagePrecision"), TOLERANCE);
  }

  /** A minimum is flat: its place is known to about the root of what its value is known to. */
  @Test
  void theTemperatureIsWhereScipyFindsTheLeastLoss() {
    JsonNode expected = FILE.get("temperature");
    TemperatureScaling ours =
        TemperatureScaling.fit(ints(expected.get("truth")), rows(expected.get("logits")));
    assertClose("temperature", ours.temperature(), expected.get("temperature"), 1e-6);
    assertClose("before", ours.lossBefore(), expected.get("lossBefore"), TOLERANCE);
    assertClose("after", ours.lossAfter(), expected.get("lossAfter"), TOLERANCE);
    assertThat(ours.lossAfter()).isLessThan(ours.lossBefore());
  }

  static Stream<JsonNode> regression() {
    return FILE.get("regression").valueStream();
  }

  @ParameterizedTest
  @MethodSource("regression")
  void numbersCountAsInScikitLearnAndScipy(JsonNode expected) {
    RegressionMetrics ours =
        RegressionMetrics.of(doubles(expected.get("truth")), doubles(expected.get("prediction")));
    assertClose("mae", ours.mae(), expected.get("mae"), TOLERANCE);
    assertClose("mse", ours.mse(), expected.get("mse"), TOLERANCE);
    assertClose("rmse", ours.rmse(), expected.get("rmse"), TOLERANCE);
    assertClose("r2", ours.r2(), expected.get("r2"), TOLERANCE);
    assertClose("pearson", ours.pearson(), expected.get("pearson"), TOLERANCE);
    assertClose("spearman", ours.spearman(), expected.get("spearman"), TOLERANCE);
    assertClose("kendall", ours.kendall(), expected.get("kendall"), TOLERANCE);
  }

  static Stream<JsonNode> entities() {
    return FILE.get("entities").valueStream();
  }

  @ParameterizedTest
  @MethodSource("entities")
  void entitiesAreThoseOfSeqeval(JsonNode expected) {
    EntityScheme scheme = EntityScheme.valueOf(expected.get("scheme").asString());
    EntityMetrics ours =
        EntityMetrics.of(tags(expected.get("truth")), tags(expected.get("prediction")), scheme);
    assertAverages(ours.scores(), expected);
  }
}
