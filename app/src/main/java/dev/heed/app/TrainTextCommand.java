package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Interrupts;
import dev.heed.app.report.ExitCode;
import dev.heed.app.training.DataFlags;
import dev.heed.app.training.TrainingProgress;
import dev.heed.app.training.TuningFlags;
import dev.heed.app.training.TuningOutcome;
import dev.heed.app.training.TuningReport;
import dev.heed.engine.Backend;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Overlap;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.train.MetricsLog;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TunedText;
import dev.heed.models.tune.TuningMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the tasks over whole texts share. */
abstract class TrainTextCommand extends HeedCommand {
  @Mixin DataFlags data;
  @Mixin TuningFlags tuning;

  @Option(
      names = {"-o", "--out"},
      required = true,
      order = 40,
      paramLabel = "DIR",
      description =
          "Where the model goes; checkpoints, log, pictures and report go to DIR-training.")
  Path out;

  TrainTextCommand(Console console) {
    super(console);
  }

  /** The column whose shares each part of the data keeps; null for none. */
  abstract @Nullable String strata();

  /** The task. */
  abstract TextTuning<?> task();

  @Override
  void run() {
    DataFlags.Parts parts = data.read(strata(), tuning.seed());
    warnOfOverlaps(parts);
    Path folder = TrainingFolder.of(this, out);
    try (Backend backend = backendFlags.open()) {
      train(backend, parts, folder);
    }
  }

  private void warnOfOverlaps(DataFlags.Parts parts) {
    List<Dataset> all = new ArrayList<>(List.of(parts.training()));
    if (parts.validation() != null) {
      all.add(parts.validation());
    }
    if (parts.test() != null) {
      all.add(parts.test());
    }
    for (Overlap overlap : Overlap.between(all, data.texts())) {
      messages()
          .warning(
              "%s of %s stand in %s as well: what is measured on them was learned"
                  .formatted(
                      Amount.of(overlap.examples(), "example"), overlap.second(), overlap.first()));
    }
  }

  private void train(Backend backend, DataFlags.Parts parts, Path folder) {
    AtomicBoolean asked = new AtomicBoolean();
    TextTuning<?> task = tuning.applied(task(), folder).on(backend).stoppedBy(asked::get);
    Dataset measured = parts.test() == null ? parts.validation() : parts.test();
    if (measured != null) {
      task.comparingOn(measured);
    }
    boolean trains = tuning.method() != TuningMethod.PROBE;
    try (MetricsLog log = new MetricsLog(folder.resolve(MetricsLog.NAME));
        TrainingProgress progress = new TrainingProgress(console(), !quiet && !json);
        Interrupts _ = Interrupts.to(() -> stop(asked))) {
      task.heardBy(log).heardBy(progress);
      try (TunedText<?> tuned = task.tune(parts.training(), parts.validation())) {
        if (tuned.result().map(TrainingResult::ending).orElse(null)
            == TrainingResult.Ending.STOPPED) {
          messages().note("stopped and saved; the same command goes on from there");
          throw new StoppedException();
        }
        tuned.save(out);
        report(tuned, parts, measured, trains ? folder : null);
      }
    }
  }

  /** The first Ctrl-C ends behind the step, a second one at once. */
  private static void stop(AtomicBoolean asked) {
    if (asked.getAndSet(true)) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
  }

  private void report(
      TunedText<?> tuned,
      DataFlags.Parts parts,
      @Nullable Dataset measured,
      @Nullable Path folder) {
    if (tuned.cutTexts() > 0) {
      messages()
          .warning(
              "%s of the training data cut to what the model reads"
                  .formatted(Amount.of(tuned.cutTexts(), "text")));
    }
    Metrics metrics = measured == null ? null : tuned.evaluate(measured);
    TuningOutcome outcome =
        new TuningOutcome(
            out,
            folder,
            tuning.method(),
            parts.training().size(),
            measured == null ? null : measured.name(),
            tuned.probe().orElse(null),
            metrics,
            tuned.result().orElse(null));
    if (folder != null) {
      writeReport(tuned, parts, measured, outcome, folder);
    }
    if (json) {
      jsonLines().writeObject(outcome::writeTo);
    } else {
      outcome.lines(console().style()).forEach(console().out()::line);
    }
  }

  private void writeReport(
      TunedText<?> tuned,
      DataFlags.Parts parts,
      @Nullable Dataset measured,
      TuningOutcome outcome,
      Path folder) {
    TuningReport report = new TuningReport(outcome, tuned.made(), parts);
    String labels = strata();
    if (labels != null) {
      report.withLabels(parts.training().column(labels));
    }
    if (labels != null && measured != null && outcome.tuned() instanceof ClassificationMetrics) {
      report.withMistakes(
          measured.column(data.texts().getFirst()),
          measured.column(labels),
          tuned.probabilities(measured),
          tuned.labels());
    }
    report.write(folder);
  }
}
