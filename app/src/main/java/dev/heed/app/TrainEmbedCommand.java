package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.training.BaseFlags;
import dev.heed.app.training.CourseFlags;
import dev.heed.app.training.DataFlags;
import dev.heed.app.training.EmbeddingOutcome;
import dev.heed.app.training.FewShotFlags;
import dev.heed.app.training.MethodFlags;
import dev.heed.app.training.RankingFlags;
import dev.heed.app.training.TextFlags;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelColumn;
import dev.heed.models.data.LabelledTexts;
import dev.heed.models.data.TextPairs;
import dev.heed.models.tune.EmbeddingTuning;
import dev.heed.models.tune.TunedEmbedder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code heed train embed}: an embedding model that knows which texts of the user belong together.
 */
@Command(
    name = "embed",
    header = "Tune an embedding model so that texts which belong together find each other.",
    description = {
      "Learns from texts with labels, of which those with the same belong together, or from pairs"
          + " such as questions and answers: each step tells the text that belongs to an anchor from"
          + " all others of the step. The rate is 5e-5 where nothing is given, 5e-4 from nothing, and"
          + " 1e-3 by lora.",
      "",
      "What is printed is measured on --test, or else on the validation data, before and after: each"
          + " text looks for the others of its label among all others, or each anchor for its"
          + " positive among all positives. A tenth of --data is put aside for that where a label has"
          + " 20 examples on average. With --base none, whose vectors are the mean over all tokens,"
          + " before is the model of --tokenizer as it is.",
      "",
      "With --json one object: {\"out\":…,\"examples\":…,\"pairs\":…,\"measuredOn\":…,\"before\":{…},"
          + "\"after\":{…},\"steps\":…,\"ending\":…,\"seconds\":…}, where before and after have all"
          + " metrics."
    },
    footer = {
      "@|bold Examples|@",
      "  heed train embed --data faq.csv --label-column topic --out my-embedder",
      "  heed train embed --data qa.csv --anchor-column q --positive-column a --out qa",
      "  heed search \"where is my card?\" --in faq.csv --model my-embedder"
    })
final class TrainEmbedCommand extends TrainingCommand {
  /** A tenth of fewer leaves no two texts of a label that could find each other. */
  private static final int LEAST_PER_LABEL = 20;

  private static final int MOST_SHOWN = 5;

  @Mixin DataFlags data;
  @Mixin FewShotFlags few;
  @Mixin RankingFlags ranking;
  @Mixin BaseFlags base;
  @Mixin MethodFlags method;
  @Mixin CourseFlags course;
  @Mixin TextFlags texts;

  TrainEmbedCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    List<String> columns = ranking.columns();
    EmbeddingTuning task = ranking.tuning(base, method, course, texts, folder());
    Path adapter = method.adapter();
    checkTargets(adapter, base.model());
    DataFlags.Parts parts = read(columns, ranking.label());
    course.refuseIdle(parts.validation());
    parts.overlaps(columns).forEach(this::warnOfOverlap);
    TextPairs pairs = ranking.pairs(parts.training());
    if (pairs instanceof LabelledTexts labelled) {
      warnOfWhatIsLeftOut(labelled);
    }
    train(setting -> tune(task, parts, adapter, setting));
  }

  private DataFlags.Parts read(List<String> columns, @Nullable String label) {
    LabelColumn labels = label == null ? null : LabelColumn.ofOne(label);
    if (!few.isGiven()) {
      return data.read(columns, labels, LEAST_PER_LABEL, course.seed());
    }
    if (labels == null) {
      throw usage("--few-shot draws by label; pairs have none");
    }
    // A text that is alone with its label finds no other.
    return few.drawn(data.whole(), columns, labels, 2, course.seed(), messages()::warning);
  }

  private void warnOfWhatIsLeftOut(LabelledTexts labelled) {
    int alone = labelled.alone().size();
    if (alone > 0) {
      List<String> shown = labelled.alone().stream().limit(MOST_SHOWN).toList();
      messages()
          .warning(
              "%s with one text alone, which no pair can be made of: %s%s"
                  .formatted(
                      Amount.of(alone, "label"),
                      String.join(", ", shown),
                      alone > shown.size() ? ", …" : ""));
    }
    if (labelled.duplicates() > 0) {
      messages()
          .warning(
              "%s left out, whose text is there before with the same label"
                  .formatted(Amount.of(labelled.duplicates(), "example")));
    }
    if (labelled.conflicting() > 0) {
      messages()
          .warning(
              "%s with several labels: what belongs to one is told apart from the others"
                  .formatted(Amount.of(labelled.conflicting(), "text")));
    }
  }

  private void tune(
      EmbeddingTuning task, DataFlags.Parts parts, @Nullable Path adapter, Setting setting) {
    setting.applyTo(task);
    Dataset measured = parts.test() == null ? parts.validation() : parts.test();
    if (measured != null) {
      task.comparingOn(measured);
    }
    try (TunedEmbedder tuned = task.tune(parts.training(), parts.validation())) {
      refuseStopped(tuned.result());
      tuned.save(out);
      if (adapter != null) {
        tuned.saveAdapter(adapter);
      }
      saved(setting);
      report(tuned, parts, measured, setting);
    }
  }

  private void report(
      TunedEmbedder tuned, DataFlags.Parts parts, @Nullable Dataset measured, Setting setting) {
    warnOfCut(tuned.cutTexts(), parts.training());
    parts.others().forEach(part -> warnOfCut(tuned.cutTexts(part), part));
    EmbeddingOutcome outcome =
        new EmbeddingOutcome(
            out,
            setting.folder(),
            parts,
            tuned.pairs().size(),
            measured == null ? null : measured.name(),
            tuned.before().orElse(null),
            measured == null ? null : tuned.evaluate(measured),
            tuned.result());
    outcome.writeReport(tuned);
    if (measured == null) {
      noteUnmeasured(few.isGiven());
    }
    if (json) {
      jsonLines().writeObject(outcome::writeTo);
    } else {
      outcome.lines(console().style()).forEach(console().out()::line);
    }
  }
}
