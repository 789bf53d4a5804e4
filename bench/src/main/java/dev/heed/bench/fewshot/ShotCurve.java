package dev.heed.bench.fewshot;

import dev.heed.report.LearningCurve;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accuracy of each method of a table by the examples of a class, from least to greatest. */
final class ShotCurve {
  private ShotCurve() {}

  /** Of rows that have {@code method}, {@code perClass} and {@code accuracy}; others are passed. */
  static LearningCurve of(List<Map<String, @Nullable Object>> rows) {
    Map<String, Map<String, List<Double>>> lines = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      if (row.get("accuracy") instanceof Number accuracy) {
        lines
            .computeIfAbsent(String.valueOf(row.get("method")), name -> new LinkedHashMap<>())
            .computeIfAbsent(String.valueOf(row.get("perClass")), name -> new ArrayList<>())
            .add(accuracy.doubleValue());
      }
    }
    List<LearningCurve.Method> methods = new ArrayList<>();
    lines.forEach((method, points) -> {
      List<LearningCurve.Point> all = new ArrayList<>();
      points.forEach((examples, values) -> all.add(point(examples, values)));
      methods.add(new LearningCurve.Method(method, all));
    });
    return new LearningCurve("accuracy", "examples of each class", methods);
  }

  private static LearningCurve.Point point(String examples, List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    return values.size() == 1
        ? LearningCurve.Point.of(examples, mean)
        : new LearningCurve.Point(
            examples,
            mean,
            values.stream().mapToDouble(v -> v).min().orElseThrow(),
            values.stream().mapToDouble(v -> v).max().orElseThrow());
  }
}
