package dev.heed.bench.fewshot;

import dev.heed.models.data.Dataset;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TunedText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a tuning on few examples gave. */
final class ShotRow {
  private ShotRow() {}

  /**
   * Tunes, without validation data, and measures.
   *
   * @param method what the line of a plot is called
   * @param perClass examples of each class, for an axis
   */
  static Map<String, @Nullable Object> of(
      TextTuning<int[]> tuning,
      String method,
      String perClass,
      int seed,
      Dataset training,
      Dataset test) {
    try (TunedText<int[]> tuned = tuning.tune(training, null)) {
      ClassificationMetrics metrics = (ClassificationMetrics) tuned.evaluate(test);
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("method", method);
      row.put("perClass", perClass);
      row.put("seed", seed);
      row.put("examples", training.size());
      row.put("accuracy", metrics.accuracy());
      row.put("logLoss", metrics.logLoss());
      row.put("ece", metrics.calibration().error());
      row.put("steps", tuned.result().map(result -> result.steps()).orElse(0L));
      return row;
    }
  }
}
