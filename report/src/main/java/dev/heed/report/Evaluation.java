package dev.heed.report;

import dev.heed.models.evaluate.Calibration;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.train.Measurement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How good a model is on a set of examples.
 *
 * @param name of the model or the method, such as {@code LoRA} or {@code probe}
 * @param metrics as {@link Metrics#toMap()} gives them
 * @param calibration null for none
 */
public record Evaluation(
    String name, Map<String, @Nullable Object> metrics, @Nullable Calibration calibration) {
  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Of all that one task is measured by. */
  public static Evaluation of(String name, Metrics metrics) {
    Calibration calibration =
        metrics instanceof ClassificationMetrics classes ? classes.calibration() : null;
    return new Evaluation(name, metrics.toMap(), calibration);
  }

  /** Of what a validation found. */
  public static Evaluation of(String name, Measurement measurement) {
    return new Evaluation(name, measurement.values(), null);
  }

  /** A metric by its name; NaN where there is none, or it is undefined. */
  double number(String metric) {
    return numberIn(metrics, metric);
  }

  static double numberIn(Map<?, ?> map, String name) {
    return map.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** Names of the classes; empty where there are none. */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    if (metrics.get("labels") instanceof List<?> list) {
      list.forEach(label -> labels.add(String.valueOf(label)));
    }
    return labels;
  }

  /** A map of metrics for each class by its label, empty where there are none. */
  Map<String, Map<?, ?>> perClass() {
    Map<String, Map<?, ?>> classes = new LinkedHashMap<>();
    if (metrics.get("perClass") instanceof Map<?, ?> map) {
      map.forEach((label, scores) -> {
        if (scores instanceof Map<?, ?> values) {
          classes.put(String.valueOf(label), values);
        }
      });
    }
    return classes;
  }

  /**
   * Counts [truth, answer]; empty where there are none.
   *
   * @throws ReportException when they are not a row and a column for each label
   */
  long[][] confusion() {
    if (!(metrics.get("confusionMatrix") instanceof List<?> rows)) {
      return new long[0][];
    }
    int classes = labels().size();
    long[][] counts = new long[rows.size()][];
    for (int r = 0; r < counts.length; r++) {
      if (!(rows.get(r) instanceof List<?> row)
          || row.size() != classes
          || counts.length != classes) {
        throw new ReportException(
            "the confusion matrix of '%s' has %d rows, and row %d is %s; expected %d counts in each, as there are labels"
                .formatted(name, counts.length, r, Shown.shortened("" + rows.get(r), 60), classes));
      }
      counts[r] =
          row.stream().mapToLong(count -> count instanceof Number n ? n.longValue() : 0).toArray();
    }
    return counts;
  }
}
