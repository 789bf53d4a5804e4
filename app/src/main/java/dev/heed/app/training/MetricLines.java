package dev.heed.app.training;

import dev.heed.app.console.Style;
import dev.heed.models.evaluate.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Metrics for people: the single values, the averages over classes, and the worst classes. */
public final class MetricLines {
  private static final int WORST = 5;

  private MetricLines() {}

  /** One value a line. */
  public static List<String> of(Metrics metrics, Style style) {
    List<String> lines = new ArrayList<>();
    metrics
        .toMap()
        .forEach((name, value) -> {
          switch (value) {
            case Double number ->
                lines.add("%-20s %s".formatted(name, style.bold("%.4f".formatted(number))));
            case Long number -> lines.add("%-20s %,d".formatted(name, number));
            case Map<?, ?> scores when scores.get("f1") instanceof Double ->
                lines.add("%-20s %s".formatted(name, scores(scores)));
            case null, default -> {}
          }
        });
    if (metrics.toMap().get("perClass") instanceof Map<?, ?> classes && classes.size() > 1) {
      addWorst(classes, lines);
    }
    return lines;
  }

  private static void addWorst(Map<?, ?> classes, List<String> lines) {
    List<String> worst =
        classes.entrySet().stream()
            .filter(entry -> f1(entry.getValue()) < 1)
            .sorted(Comparator.comparingDouble(entry -> f1(entry.getValue())))
            .limit(WORST)
            .map(
                entry -> "  %s  %s".formatted(scores((Map<?, ?>) entry.getValue()), entry.getKey()))
            .toList();
    if (!worst.isEmpty()) {
      lines.add("");
      lines.add("the lowest F1 of a class");
      lines.addAll(worst);
    }
  }

  private static double f1(Object scores) {
    return scores instanceof Map<?, ?> map && map.get("f1") instanceof Double f1 ? f1 : 1;
  }

  private static String scores(Map<?, ?> scores) {
    return "precision %s  recall %s  F1 %s"
        .formatted(number(scores, "precision"), number(scores, "recall"), number(scores, "f1"));
  }

  private static String number(Map<?, ?> scores, String name) {
    return scores.get(name) instanceof Double value ? "%.4f".formatted(value) : "-";
  }
}
