package dev.heed.models.evaluate;

import static dev.heed.models.evaluate.PeerValues.doubles;
import static dev.heed.models.evaluate.PeerValues.flags;
import static dev.heed.models.evaluate.PeerValues.ints;
import static dev.heed.models.evaluate.PeerValues.rows;
import static dev.heed.models.evaluate.PeerValues.tags;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/** What we make of the inputs of the golden table, under its names. */
final class GoldenValues {
  private final Map<String, Object> values = new TreeMap<>();

  private GoldenValues() {}

  static Map<String, Object> of(JsonNode table) {
    GoldenValues ours = new GoldenValues();
    ours.classification(table.get("classification"));
    ours.emptyClass(table.get("classification").get("empty_class"));
    ours.binary(table.get("binary"));
    ours.regression(table.get("regression"));
    ours.entities(table.get("entities"));
    GoldenTextValues.put(table.get("text"), ours.values);
    return ours.values;
  }

  private void classification(JsonNode inputs) {
    int[] truth = ints(inputs.get("labels"));
    double[][] probabilities = rows(inputs.get("probabilities"));
    ClassificationMetrics metrics =
        ClassificationMetrics.of(truth, probabilities, List.of("a", "b", "c", "d"));
    ConfusionMatrix confusion = metrics.confusion();
    values.put("classification.accuracy", metrics.accuracy());
    values.put("classification.balanced_accuracy", confusion.balancedAccuracy());
    values.put("classification.confusion_matrix_rows_true", confusion.counts());
    values.put("classification.mcc", confusion.mcc());
    values.put("classification.cohen_kappa", confusion.cohenKappa());
    values.put("classification.log_loss", metrics.logLoss());
    values.put("classification.brier_multiclass", metrics.brier());
    values.put("classification.top2_accuracy", Probabilities.topAccuracy(truth, probabilities, 2));
    values.put("classification.roc_auc_ovr_macro", metrics.rocAuc());
    values.put(
        "classification.roc_auc_ovo_macro", ClassRanking.rocAucOneVsOne(truth, probabilities));
    values.put("classification.ece_10_bins", Calibration.of(truth, probabilities, 10).error());
    values.put("classification.ece_15_bins", metrics.calibration().error());
    average("classification.micro", metrics.scores().micro());
    average("classification.macro", metrics.scores().macro());
    average("classification.weighted", metrics.scores().weighted());
    perClass("classification.per_class.", metrics.scores());
  }

  private void emptyClass(JsonNode inputs) {
    ConfusionMatrix confusion =
        ConfusionMatrix.of(ints(inputs.get("labels")), ints(inputs.get("predictions")), 3);
    String name = "classification.empty_class.";
    perClass(name, confusion.scores());
    values.put(name + "macro_f1", confusion.scores().macro().f1());
    values.put(name + "mcc", confusion.mcc());
  }

  private void average(String name, ClassScore score) {
    values.put(name + ".precision", score.precision());
    values.put(name + ".recall", score.recall());
    values.put(name + ".f1", score.f1());
  }

  private void perClass(String name, ClassScores scores) {
    values.put(name + "precision", each(scores, ClassScore::precision));
    values.put(name + "recall", each(scores, ClassScore::recall));
    values.put(name + "f1", each(scores, ClassScore::f1));
  }

  private static double[] each(ClassScores scores, ToDoubleFunction<ClassScore> part) {
    return scores.perClass().stream().mapToDouble(part).toArray();
  }

  private void binary(JsonNode inputs) {
    boolean[] truth = flags(inputs.get("labels"));
    double[] scores = doubles(inputs.get("scores"));
    BinaryRanking ranking = BinaryRanking.of(truth, scores);
    RocCurve curve = RocCurve.of(ranking);
    values.put("binary.roc_auc", ranking.rocAuc());
    values.put("binary.average_precision", ranking.averagePrecision());
    values.put("binary.fpr", curve.falsePositiveRates());
    values.put("binary.tpr", curve.truePositiveRates());
    int[] predicted = new int[scores.length];
    for (int i = 0; i < scores.length; i++) {
      predicted[i] = scores[i] > 0.5 ? 1 : 0;
    }
    ConfusionMatrix confusion = ConfusionMatrix.of(ints(inputs.get("labels")), predicted, 2);
    values.put("binary.accuracy_at_0.5", confusion.accuracy());
    values.put("binary.f1_at_0.5", confusion.scores().perClass().getLast().f1());
    values.put("binary.mcc_at_0.5", confusion.mcc());
  }

  private void regression(JsonNode inputs) {
    RegressionMetrics metrics =
        RegressionMetrics.of(doubles(inputs.get("truth")), doubles(inputs.get("prediction")));
    values.put("regression.mse", metrics.mse());
    values.put("regression.mae", metrics.mae());
    values.put("regression.r2", metrics.r2());
    values.put("regression.pearson", metrics.pearson());
    values.put("regression.spearman", metrics.spearman());
    values.put("regression.kendall_tau_b", metrics.kendall());
  }

  private void entities(JsonNode inputs) {
    EntityMetrics metrics =
        EntityMetrics.of(
            tags(inputs.get("truth")), tags(inputs.get("prediction")), EntityScheme.CONLL);
    values.put("entities.precision", metrics.scores().micro().precision());
    values.put("entities.recall", metrics.scores().micro().recall());
    values.put("entities.f1_micro", metrics.scores().micro().f1());
    values.put("entities.f1_macro", metrics.scores().macro().f1());
    values.put("entities.token_accuracy", metrics.tokenAccuracy());
  }
}
