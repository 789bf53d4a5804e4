package dev.heed.app.training;

import dev.heed.report.Evaluation;
import dev.heed.report.Mistake;
import dev.heed.report.ReportContent;
import dev.heed.report.TrainingReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The report of a tuning: its settings, its data, and what the model is wrong about. */
public final class TuningReport {
  private final TuningOutcome outcome;
  private final Map<String, String> settings;
  private final Map<String, @Nullable Object> data = new LinkedHashMap<>();
  private List<Mistake> mistakes = List.of();

  /**
   * Without mistakes.
   *
   * @param settings by name
   * @param parts of the data, and what each is
   */
  public TuningReport(
      TuningOutcome outcome, Map<String, String> settings, Map<String, String> parts) {
    this.outcome = outcome;
    this.settings = settings;
    data.putAll(parts);
  }

  /** With how often each label is learned from. */
  public TuningReport withLabels(List<String> labels) {
    Map<String, Integer> counts = new TreeMap<>();
    labels.forEach(label -> counts.merge(label, 1, Integer::sum));
    data.put("labels", counts.size());
    counts.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .ifPresent(entry ->
            data.put("rarest label", "%s (%,d)".formatted(entry.getKey(), entry.getValue())));
    return this;
  }

  /** With what the model is wrong about, the worst first. */
  public TuningReport withMistakes(List<Mistake> choice) {
    mistakes = List.copyOf(choice);
    return this;
  }

  /** Writes it beside the training's log. */
  public void write(Path folder) {
    ReportContent content =
        ReportContent.of(String.valueOf(outcome.out().getFileName()))
            .withSettings(settings)
            .withData(data)
            .withMistakes(mistakes);
    if (outcome.probe() != null) {
      content = content.withBaseline(Evaluation.of("probe", outcome.probe()));
    }
    if (outcome.tuned() != null) {
      String name = outcome.method().name().toLowerCase(Locale.ROOT);
      content = content.withTuned(Evaluation.of(name, outcome.tuned()));
    }
    TrainingReport.read(folder, content).write(folder);
  }
}
