package dev.heed.bench.fewshot;

import dev.heed.report.LearningCurve;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The accuracy of each method of a table by the examples of a class, from least to greatest. */
final class ShotCurve {
  private ShotCurve() {}

  /** Of rows that have {@code method}, {@code perClass} and {@code accuracy}; others are passed. */
  static LearningCurve of(List<Map<String, @Nullable Object>> rows) {
    return of("accuracy", rows, row -> accuracy(row));
  }

  /**
   * How far the accuracy of each method is above that of one of them by the same examples and seed,
   * in hundredths.
   *
   * @param base the method that is compared with, which must be in the rows
   * @param without a method that is left out
   */
  static LearningCurve above(
      List<Map<String, @Nullable Object>> rows, String base, String without) {
    Map<String, Double> known = new HashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      if (base.equals(row.get("method"))) {
        known.put(examples(row), accuracy(row));
      }
    }
    return of(
        "accuracy above the %s's, in %%".formatted(base),
        rows.stream().filter(row -> !without.equals(row.get("method"))).toList(),
        row -> 100 * (accuracy(row) - known.getOrDefault(examples(row), Double.NaN)));
  }

  private static String examples(Map<String, @Nullable Object> row) {
    return row.get("perClass") + " by seed " + row.get("seed");
  }

  private static double accuracy(Map<String, @Nullable Object> row) {
    return row.get("accuracy") instanceof Number accuracy ? accuracy.doubleValue() : Double.NaN;
  }

  private static LearningCurve of(
      String metric,
      List<Map<String, @Nullable Object>> rows,
      ToDoubleFunction<Map<String, @Nullable Object>> value) {
    Map<String, Map<String, List<Double>>> lines = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      if (row.get("accuracy") instanceof Number) {
        lines
            .computeIfAbsent(String.valueOf(row.get("method")), name -> new LinkedHashMap<>())
            .computeIfAbsent(String.valueOf(row.get("perClass")), name -> new ArrayList<>())
            .add(value.applyAsDouble(row));
      }
    }
    List<LearningCurve.Method> methods = new ArrayList<>();
    lines.forEach((method, points) -> {
      List<LearningCurve.Point> all = new ArrayList<>();
      points.forEach((examples, values) -> all.add(point(examples, values)));
      methods.add(new LearningCurve.Method(method, all));
    });
    return new LearningCurve(metric, "examples of each class", methods);
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
