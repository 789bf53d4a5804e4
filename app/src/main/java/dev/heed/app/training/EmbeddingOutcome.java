package dev.heed.app.training;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Style;
import dev.heed.models.evaluate.RetrievalMetrics;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.tune.TunedEmbedder;
import dev.heed.report.Evaluation;
import dev.heed.report.ReportContent;
import dev.heed.report.TrainingReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a tuning of an embedding model gave, for people and for programs.
 *
 * @param out the model's folder
 * @param training the folder of what happened
 * @param parts of the data
 * @param pairs of an epoch
 * @param measuredOn the data of both metrics; null for none
 * @param before of the base; null where nothing was measured
 * @param after of the tuned model; null where nothing was measured
 * @param result how the training ended
 */
public record EmbeddingOutcome(
    Path out,
    Path training,
    DataFlags.Parts parts,
    int pairs,
    @Nullable String measuredOn,
    @Nullable RetrievalMetrics before,
    @Nullable RetrievalMetrics after,
    TrainingResult result) {
  /** A table of two rows, and where things are. */
  public List<String> lines(Style style) {
    List<String> lines = new ArrayList<>();
    if (before != null && after != null) {
      lines.add(
          "measured on %s: %s among %s"
              .formatted(
                  measuredOn,
                  after.queries() == 1 ? "1 query" : "%,d queries".formatted(after.queries()),
                  Amount.of(after.documents(), "text")));
      lines.add(row("before", before, style));
      lines.add(row("after", after, style));
    }
    lines.add(
        "%s of training; this run took %s s"
            .formatted(Amount.of(result.steps(), "step"), Amount.significant(result.seconds())));
    lines.add("the model is in " + style.bold(out.toString()));
    lines.add("what happened is in " + training);
    return lines;
  }

  private static String row(String name, RetrievalMetrics metrics, Style style) {
    return "%-8s  nDCG@10 %s  accuracy@1 %s  MRR@10 %s  recall@10 %s"
        .formatted(
            name,
            style.bold("%.4f".formatted(metrics.ndcgAt10())),
            style.bold("%.4f".formatted(metrics.accuracyAt1())),
            style.bold("%.4f".formatted(metrics.mrrAt10())),
            style.bold("%.4f".formatted(metrics.recallAt10())));
  }

  /** The fields of one object. */
  public void writeTo(JsonGenerator json) {
    json.writeStringProperty("out", out.toString());
    json.writeNumberProperty("examples", parts.training().size());
    json.writeNumberProperty("pairs", pairs);
    MetricsJson.write(json, "measuredOn", measuredOn);
    MetricsJson.write(json, "before", before == null ? null : before.toMap());
    MetricsJson.write(json, "after", after == null ? null : after.toMap());
    json.writeNumberProperty("steps", result.steps());
    json.writeStringProperty("ending", result.ending().name().toLowerCase(Locale.ROOT));
    json.writeNumberProperty("seconds", result.seconds());
  }

  /** Writes the report beside the training's log. */
  public void writeReport(TunedEmbedder tuned) {
    Map<String, String> data = new LinkedHashMap<>(parts.shown());
    data.put("pairs of an epoch", "%,d".formatted(pairs));
    ReportContent content =
        ReportContent.of(String.valueOf(out.getFileName()))
            .withSettings(tuned.made())
            .withData(data);
    if (before != null) {
      content = content.withBaseline(Evaluation.of("before", before));
    }
    if (after != null) {
      content = content.withTuned(Evaluation.of("after", after));
    }
    TrainingReport.read(training, content).write(training);
  }
}
