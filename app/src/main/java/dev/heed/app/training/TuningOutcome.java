package dev.heed.app.training;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Style;
import dev.heed.models.evaluate.EntityMetrics;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.TagMetrics;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.tune.TuningMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a tuning gave, for people and for programs.
 *
 * @param out the model's folder
 * @param training the folder of what happened; null where nothing was trained
 * @param method which parameters learned
 * @param examples learned from
 * @param measuredOn the data of both metrics; null for none
 * @param measured how many examples, or sentences, of it
 * @param probe the model as it was, with the best head; null where nothing was measured
 * @param tuned the model as it is; null where nothing was measured
 * @param result how the training ended; null where nothing was trained
 */
public record TuningOutcome(
    Path out,
    @Nullable Path training,
    TuningMethod method,
    int examples,
    @Nullable String measuredOn,
    int measured,
    @Nullable Metrics probe,
    @Nullable Metrics tuned,
    @Nullable TrainingResult result) {
  /** Those that people look at first, as far as a task has them. */
  private static final List<String> SHOWN =
      List.of(
          "accuracy",
          "tokenAccuracy",
          "logLoss",
          "ece",
          "subsetAccuracy",
          "hammingLoss",
          "mae",
          "r2",
          "pearson");

  /** A table of two rows, and where things are. */
  public List<String> lines(Style style) {
    List<String> lines = new ArrayList<>();
    if (measuredOn != null) {
      lines.add("measured on %s of %s".formatted(Amount.of(measured, of()), measuredOn));
    }
    if (probe != null) {
      lines.add(row("probe", probe, style));
    }
    if (tuned != null && method != TuningMethod.PROBE) {
      lines.add(row(name(), tuned, style));
    }
    if (result != null) {
      lines.add(
          "%s of training; this run took %s s"
              .formatted(Amount.of(result.steps(), "step"), Amount.significant(result.seconds())));
    }
    lines.add("the model is in " + style.bold(out.toString()));
    if (training != null) {
      lines.add("what happened is in " + training);
    }
    return lines;
  }

  private String of() {
    return tuned instanceof EntityMetrics || tuned instanceof TagMetrics ? "sentence" : "example";
  }

  private String name() {
    return method.name().toLowerCase(Locale.ROOT);
  }

  private static String row(String name, Metrics metrics, Style style) {
    StringBuilder row = new StringBuilder("%-12s".formatted(name));
    Map<String, ? extends @Nullable Object> all = metrics.toMap();
    MetricInterval interval = MetricInterval.ofAccuracy(metrics).orElse(null);
    for (String metric : SHOWN) {
      if (all.get(metric) instanceof Double value) {
        row.append("  ").append(metric).append(' ').append(style.bold("%.4f".formatted(value)));
        if (interval != null && interval.metric().equals(metric)) {
          row.append(interval.range());
        }
      }
    }
    if (metrics instanceof EntityMetrics entities) {
      double f1 = entities.scores().micro().f1();
      row.append("  entity F1 ").append(style.bold("%.4f".formatted(f1)));
    }
    if (all.get("macro") instanceof Map<?, ?> macro && macro.get("f1") instanceof Double f1) {
      row.append("  macro F1 ").append(style.bold("%.4f".formatted(f1)));
    }
    return row.toString();
  }

  private static Map<String, @Nullable Object> withInterval(Metrics metrics) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(metrics.toMap());
    MetricInterval.ofAccuracy(metrics).ifPresent(known -> all.put("interval", known.toMap()));
    return all;
  }

  /** The fields of one object. */
  public void writeTo(JsonGenerator json) {
    json.writeStringProperty("out", out.toString());
    json.writeStringProperty("method", name());
    json.writeNumberProperty("examples", examples);
    MetricsJson.write(json, "measuredOn", measuredOn);
    json.writeNumberProperty("measured", measured);
    MetricsJson.write(json, "probe", probe == null ? null : withInterval(probe));
    MetricsJson.write(json, "tuned", tuned == null ? null : withInterval(tuned));
    if (result != null) {
      json.writeNumberProperty("steps", result.steps());
      json.writeStringProperty("ending", result.ending().name().toLowerCase(Locale.ROOT));
      json.writeNumberProperty("seconds", result.seconds());
    }
  }
}
