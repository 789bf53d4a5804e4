package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.training.AugmentFlags;
import dev.heed.app.training.CalibrationOutcome;
import dev.heed.app.training.CourseFlags;
import dev.heed.app.training.DataFlags;
import dev.heed.app.training.LabelNotes;
import dev.heed.app.training.TableFlags;
import dev.heed.app.training.TextColumnFlags;
import dev.heed.app.training.TextFlags;
import dev.heed.app.training.TextMistakes;
import dev.heed.app.training.TuningFlags;
import dev.heed.app.training.TuningOutcome;
import dev.heed.app.training.TuningReport;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelColumn;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingPlan;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TunedText;
import dev.heed.models.tune.TuningMethod;
import dev.heed.models.tune.TuningSettings;
import dev.heed.report.Mistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What the tasks over whole texts share. */
abstract class TrainTextCommand extends TrainingCommand {
  @Mixin DataFlags data;
  @Mixin TextColumnFlags columns;
  @Mixin TableFlags table;
  @Mixin final TuningFlags tuning;

  @Mixin CourseFlags course;
  @Mixin TextFlags texts;
  @Mixin AugmentFlags augment;

  /**
   * @param tuning the task's own
   */
  TrainTextCommand(Console console, TuningFlags tuning) {
    super(console);
    this.tuning = tuning;
  }

  /** The labels whose shares each part of the data keeps; null for none. */
  abstract @Nullable LabelColumn strata();

  /** Whether all examples are learned from, whatever their number. */
  boolean isWhole() {
    return false;
  }

  /** The column of what is learned. */
  abstract String answer();

  /** The parts of the data. */
  DataFlags.Parts read() {
    return data.read(columns.names(), strata(), course.seed());
  }

  /** The task. */
  abstract TextTuning<?> task();

  /** The settings that all tasks have, and what this one's own flags say. */
  TuningSettings settings(TuningSettings common) {
    return common;
  }

  /** Whether probabilities are made as sure as they are right. */
  boolean calibrates() {
    return false;
  }

  @Override
  void run() {
    refuseAnswerAsInput();
    Path adapter = adapter();
    TextTuning<?> task =
        tuning.applied(table.applied(task()), course, texts, augment, folder(), this::settings);
    DataFlags.Parts parts = read();
    course.refuseIdle(parts.validation());
    if (calibrates() && parts.validation() == null) {
      throw usage("--calibrate needs validation data, of which there is none: give --dev");
    }
    parts.overlaps(columns.names()).forEach(this::warnOfOverlap);
    LabelColumn labels = strata();
    if (labels != null) {
      LabelNotes.conflicts(parts.training(), labels, columns.names())
          .ifPresent(messages()::warning);
      task.heardBy(
          new TrainingListener() {
            @Override
            public void started(TrainingPlan plan, long done) {
              LabelNotes.counts(parts.training(), labels).ifPresent(messages()::note);
            }
          });
    }
    noteReportOfAnother();
    train(setting -> tune(task, parts, adapter, setting));
  }

  /** A column that is learned from and learned at once makes figures that mean nothing. */
  private void refuseAnswerAsInput() {
    if (columns.names().contains(answer()) || table.names().contains(answer())) {
      throw usage(
          "the column '%s' cannot be what is learned and what it is learned from"
              .formatted(answer()));
    }
  }

  /** A probe has no steps to report; what lies there is of a training before. */
  private void noteReportOfAnother() {
    if (tuning.method() == TuningMethod.PROBE && Files.exists(folder())) {
      messages().note("what lies in %s is of another training".formatted(folder()));
    }
  }

  private @Nullable Path adapter() {
    Path adapter = tuning.adapter();
    checkTargets(adapter, tuning.base());
    if (adapter != null && table.isGiven()) {
      throw usage(
          "--adapter has no place for columns beside the texts; leave it out, and the whole model is saved, or leave out --number-column and --category-column");
    }
    return adapter;
  }

  private void tune(
      TextTuning<?> task, DataFlags.Parts parts, @Nullable Path adapter, Setting setting) {
    setting.applyTo(task);
    Dataset measured = parts.test() == null ? parts.validation() : parts.test();
    if (measured != null) {
      task.comparingOn(measured);
    }
    boolean trains = tuning.method() != TuningMethod.PROBE;
    try (TunedText<?> tuned = task.tune(parts.training(), parts.validation())) {
      refuseStopped(tuned.result().orElse(null));
      CalibrationOutcome calibration = calibration(tuned, parts);
      tuned.save(out);
      if (adapter != null) {
        tuned.saveAdapter(adapter);
      }
      saved(setting);
      report(tuned, parts, measured, trains ? setting.folder() : null, calibration);
    }
  }

  private @Nullable CalibrationOutcome calibration(TunedText<?> tuned, DataFlags.Parts parts) {
    Dataset validation = parts.validation();
    if (!calibrates() || validation == null) {
      return null;
    }
    Optional<CalibrationOutcome> outcome = CalibrationOutcome.of(tuned, validation);
    if (outcome.isEmpty()) {
      messages()
          .warning(
              "%s gives no temperature: the model is right about all of it, or no better than chance; it was not calibrated"
                  .formatted(validation.name()));
    }
    if (parts.test() == null && outcome.isPresent()) {
      messages()
          .warning(
              "log loss and ece are of %s, which the temperature was fitted to, and look better than they are; give --test to know them"
                  .formatted(validation.name()));
    }
    return outcome.orElse(null);
  }

  private void report(
      TunedText<?> tuned,
      DataFlags.Parts parts,
      @Nullable Dataset measured,
      @Nullable Path folder,
      @Nullable CalibrationOutcome calibration) {
    warnOfCut(tuned.cutTexts(), parts.training());
    parts.others().forEach(part -> warnOfCut(tuned.cutTexts(part), part));
    Metrics metrics = measured == null ? null : tuned.evaluate(measured);
    TuningOutcome outcome =
        new TuningOutcome(
            out,
            folder,
            tuning.method(),
            parts.training().size(),
            measured == null ? null : measured.name(),
            measured == null ? 0 : measured.size(),
            tuned.probe().orElse(null),
            metrics,
            tuned.result().orElse(null));
    if (folder != null) {
      writeReport(tuned, parts, measured, outcome, folder);
    }
    if (measured == null) {
      noteUnmeasured(isWhole());
    }
    if (json) {
      jsonLines()
          .writeObject(fields -> {
            outcome.writeTo(fields);
            if (calibration != null) {
              calibration.writeTo(fields);
            }
          });
    } else {
      if (calibration != null) {
        console().out().line(calibration.line(console().style()));
      }
      outcome.lines(console().style()).forEach(console().out()::line);
    }
  }

  private void writeReport(
      TunedText<?> tuned,
      DataFlags.Parts parts,
      @Nullable Dataset measured,
      TuningOutcome outcome,
      Path folder) {
    TuningReport report = new TuningReport(outcome, tuned.made(), parts.shown());
    LabelColumn labels = strata();
    if (labels != null) {
      report.withLabels(labels.all(parts.training()));
    }
    if (measured != null) {
      report.withMistakes(mistakes(tuned, measured, labels));
    }
    report.write(folder);
  }

  private List<Mistake> mistakes(
      TunedText<?> tuned, Dataset measured, @Nullable LabelColumn labels) {
    List<String> texts = columns.names();
    if (labels == null) {
      double[] numbers =
          Arrays.stream(tuned.logits(measured)).mapToDouble(logits -> logits[0]).toArray();
      return TextMistakes.ofNumbers(measured, texts, measured.column(answer()), numbers);
    }
    double[][] probabilities = tuned.probabilities(measured);
    return labels.separator() == null
        ? TextMistakes.ofLabels(
            measured, texts, measured.column(answer()), probabilities, tuned.labels())
        : TextMistakes.ofSeveral(
            measured,
            texts,
            measured.examples().stream().map(labels::labels).toList(),
            probabilities,
            tuned.labels());
  }
}
