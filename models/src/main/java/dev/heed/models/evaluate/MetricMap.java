package dev.heed.models.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts values under their names. */
final class MetricMap {
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  /** JSON has no NaN and no infinity: both become {@code null}. */
  MetricMap put(String name, double value) {
    values.put(name, Double.isFinite(value) ? value : null);
    return this;
  }

  MetricMap put(String name, long value) {
    values.put(name, value);
    return this;
  }

  MetricMap put(String name, String value) {
    values.put(name, value);
    return this;
  }

  MetricMap put(String name, List<?> value) {
    values.put(name, value);
    return this;
  }

  MetricMap put(String name, MetricMap value) {
    values.put(name, value.done());
    return this;
  }

  Map<String, @Nullable Object> done() {
    return Collections.unmodifiableMap(values);
  }

  static MetricMap of(ClassScore score) {
    return new MetricMap()
        .put("precision", score.precision())
        .put("recall", score.recall())
        .put("f1", score.f1())
        .put("support", score.support());
  }

  /** The averages, and each class with its label. */
  MetricMap put(ClassScores scores, List<String> labels) {
    put("micro", of(scores.micro()));
    put("macro", of(scores.macro()));
    put("weighted", of(scores.weighted()));
    MetricMap perClass = new MetricMap();
    for (int c = 0; c < labels.size(); c++) {
      perClass.put(labels.get(c), of(scores.perClass().get(c)));
    }
    return put("perClass", perClass);
  }
}
