package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.training.CourseFlags;
import dev.heed.app.training.TagDataFlags;
import dev.heed.app.training.TagMistakes;
import dev.heed.app.training.TagTuningFlags;
import dev.heed.app.training.TagWarnings;
import dev.heed.app.training.TuningOutcome;
import dev.heed.app.training.TuningReport;
import dev.heed.models.data.Overlap;
import dev.heed.models.data.TaggedData;
import dev.heed.models.tune.TagTuning;
import dev.heed.models.tune.TunedTagger;
import dev.heed.models.tune.TuningMethod;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed train tag}: a model that gives words tags of the user's own. */
@Command(
    name = "tag",
    header = "Tune a model to find names in texts, or to tag words otherwise.",
    description = {
      "Learns from sentences whose words have tags: where entities are, such as B-PER and I-PER"
          + " (IOB1, IOB2, BIOES and BILOU are told apart), or something about each word, such as"
          + " its part of speech. Entities are measured by F1, words by accuracy. What is printed in"
          + " the end is measured on --test, or else on the validation data. The probe is the head"
          + " alone over the model as it was.",
      "",
      "With --json one object: {\"out\":…,\"examples\":…,\"measuredOn\":…,\"probe\":{…},"
          + "\"tuned\":{…},\"steps\":…,\"seconds\":…}, where probe and tuned have all metrics and"
          + " examples are sentences."
    },
    footer = {
      "@|bold Examples|@",
      "  heed train tag --data train.conll --dev dev.conll --out my-names",
      "  heed train tag --data train.jsonl --method lora --out my-names",
      "  heed evaluate my-names --data test.conll",
      "  heed predict my-names --in letters.txt"
    })
final class TrainTagCommand extends TrainingCommand {
  @Mixin TagDataFlags data;
  @Mixin TagTuningFlags tuning;
  @Mixin CourseFlags course;

  @Option(
      names = "--max-tokens",
      order = 26,
      paramLabel = "N",
      description =
          "Sentences are cut to N tokens, and words behind that count as missed; the model's own"
              + " limit otherwise.")
  @Nullable Integer maxTokens;

  TrainTagCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    if (maxTokens != null && maxTokens < 1) {
      throw usage("--max-tokens must be at least 1, was " + maxTokens);
    }
    Path adapter = tuning.adapter();
    checkTargets(adapter, tuning.base());
    TagTuning task =
        tuning.applied(
            TagTuning.of(tuning.base()), course, maxTokens == null ? 0 : maxTokens, folder());
    TagDataFlags.Parts parts = data.read(course.seed());
    course.refuseIdle(parts.validation());
    TagWarnings.ofOneSentence(parts.training()).ifPresent(messages()::warning);
    for (Overlap overlap : parts.overlaps()) {
      warnOfOverlap(overlap);
    }
    train(setting -> tune(task, parts, adapter, setting));
  }

  private void tune(
      TagTuning task, TagDataFlags.Parts parts, @Nullable Path adapter, Setting setting) {
    setting.applyTo(task);
    TaggedData measured = parts.measured();
    if (measured != null) {
      task.comparingOn(measured);
    }
    boolean trains = tuning.method() != TuningMethod.PROBE;
    try (TunedTagger tuned = task.tune(parts.training(), parts.validation())) {
      refuseStopped(tuned.result().orElse(null));
      tuned.save(out);
      if (adapter != null) {
        tuned.saveAdapter(adapter);
      }
      saved(setting);
      report(tuned, parts, trains ? setting.folder() : null);
    }
  }

  private void report(TunedTagger tuned, TagDataFlags.Parts parts, @Nullable Path folder) {
    TagWarnings.ofMissed(tuned.missedWords(), parts.training()).ifPresent(messages()::warning);
    TaggedData measured = parts.measured();
    if (measured != null) {
      TagWarnings.ofMissed(tuned.missedWords(measured), measured).ifPresent(messages()::warning);
      TagWarnings.ofUnseen(measured, tuned.labels()).ifPresent(messages()::warning);
    }
    TuningOutcome outcome =
        new TuningOutcome(
            out,
            folder,
            tuning.method(),
            parts.training().size(),
            measured == null ? null : measured.name(),
            measured == null ? 0 : measured.size(),
            tuned.probe().orElse(null),
            measured == null ? null : tuned.evaluate(measured),
            tuned.result().orElse(null));
    if (folder != null) {
      TuningReport report = new TuningReport(outcome, tuned.made(), parts.shown());
      if (measured != null) {
        report.withMistakes(TagMistakes.of(measured, tuned.tags(measured)));
      }
      report.write(folder);
    }
    if (measured == null) {
      noteUnmeasured(false);
    }
    if (json) {
      jsonLines().writeObject(outcome::writeTo);
    } else {
      outcome.lines(console().style()).forEach(console().out()::line);
    }
  }
}
