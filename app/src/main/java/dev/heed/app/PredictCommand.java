package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.PlainModelFlags;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.LineBatches;
import dev.heed.app.training.AnswerLines;
import dev.heed.app.training.DelimiterFlags;
import dev.heed.app.training.GapLines;
import dev.heed.app.training.IdleOptions;
import dev.heed.app.training.MaskedTask;
import dev.heed.app.training.TaggingLines;
import dev.heed.app.training.TunedModel;
import dev.heed.engine.Backend;
import dev.heed.engine.error.HeedException;
import dev.heed.models.Classification;
import dev.heed.models.MaskedLanguageModel;
import dev.heed.models.TextClassifier;
import dev.heed.models.TextTagger;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.tune.Retrieval;
import dev.heed.models.tune.TunedTagger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed predict}: what a tuned model says about the examples of a table. */
@Command(
    name = "predict",
    header = "Let a tuned model answer the examples of a table.",
    description = {
      "Reads the columns of texts that the model was tuned on. Prints for each example the"
          + " probability of the best label, the label and the text, with tabs between. Where a text"
          + " may have several labels, these are all whose probability is at least 0.5, the likeliest"
          + " first, with what stood between labels in the training data between them and between"
          + " their probabilities; a dash where there is none. Of numbers it prints the number and the"
          + " text. After 'heed train mlm' the texts have gaps, written as the"
          + " tokenizer's mask, such as [MASK]: for each gap a line with the five likeliest words,"
          + " each behind its probability, and the text.",
      "",
      "Of a model of 'heed train tag' it reads plain text, a text a line, and prints for each entity"
          + " the line's number, how probable it is, its label and its text; or, where tags say"
          + " nothing about entities, for each text its words with their tags.",
      "",
      "With --json an object a line: {\"index\":…,\"label\":…,\"probabilities\":{…},"
          + "\"truncated\":…}, with \"labels\":[…] instead where there may be several, or {\"index\":…,\"value\":…,\"truncated\":…}, or"
          + " {\"index\":…,\"gaps\":[[{\"word\":…,\"probability\":…},…],…]}, or"
          + " {\"index\":…,\"text\":…,\"entities\":[…],\"truncated\":…} with the label, text,"
          + " start, end and score of each entity, or likewise words."
    },
    footer = {
      "@|bold Examples|@",
      "  heed predict my-intents --in new.csv",
      "  heed predict my-intents --in new.csv --json > answers.jsonl",
      "  heed predict my-names --in letters.txt"
    })
final class PredictCommand extends HeedCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "What 'heed train' made.")
  String model;

  @Option(
      names = {"-i", "--in"},
      required = true,
      order = 1,
      paramLabel = "FILE",
      description =
          "Examples: .csv, .tsv, .jsonl, or .txt with a text a line; of a model of 'heed train tag' any"
              + " file is plain text. UTF-8.")
  Path in;

  @Mixin DelimiterFlags delimiter;
  @Mixin PlainModelFlags flags;

  /** What files of tagged words are called, and no others. */
  private static final List<String> TAGGED = List.of(".conll", ".bio", ".iob");

  PredictCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    Path folder = ModelFlag.withHead(model);
    switch (TunedModel.task(folder).task()) {
      case "classify", "regress" -> ofTexts(folder);
      case Retrieval.TASK ->
          throw new HeedException(
              "model '%s' makes vectors and gives no answers; take 'heed embed --model %1$s', or 'heed search --model %1$s'"
                  .formatted(folder));
      case "mlm" -> fill(new MaskedTask(TunedModel.task(folder)), folder);
      case TunedTagger.TASK -> ofTags(folder);
      case "lm" ->
          throw new HeedException(
              "model '%s' is a language model; let it write with 'heed generate'"
                  .formatted(folder));
      default ->
          throw new HeedException(
              "model '%s' was made for the task '%s', which has no answers for tables"
                  .formatted(folder, TunedModel.task(folder).task()));
    }
  }

  private void fill(MaskedTask task, Path folder) {
    Dataset dataset = Dataset.read(delimiter.file(in), DataPart.TEST);
    List<String> texts = task.texts(dataset);
    GapLines lines = new GapLines(console(), json ? jsonLines() : null);
    try (Backend backend = backendFlags.open();
        MaskedLanguageModel filler = MaskedLanguageModel.load(folder, flags.options(backend))) {
      task.requireGaps(filler, dataset);
      for (int i = 0; i < texts.size(); i++) {
        lines.write(i, texts.get(i), task.fill(filler, dataset, i));
      }
    }
  }

  private void ofTags(Path folder) {
    IdleOptions.refuse(
        spec, List.of(DelimiterFlags.OPTION), "is for tables; this model reads none");
    String name = in.toString().toLowerCase(Locale.ROOT);
    if (TAGGED.stream().anyMatch(name::endsWith)) {
      throw usage(
          "%s holds a word and a tag a line; 'heed predict' reads plain text here, 'heed evaluate' compares tags"
              .formatted(in));
    }
    List<String> files = List.of(in.toString());
    TaggingLines lines = new TaggingLines(console(), json ? jsonLines() : null);
    try (Backend backend = backendFlags.open();
        TextTagger tagger = TextTagger.load(folder, flags.options(backend));
        LineBatches batches = new LineBatches(files, this::readLines);
        Progress progress = progressBeside(console().out(), "tagging", Inputs.sizeOf(files))) {
      for (List<String> texts = batches.next(); !texts.isEmpty(); texts = batches.next()) {
        tagger.tagTexts(texts).forEach(tagging -> lines.write(tagging, tagger.hasEntities()));
        console().out().flush();
        progress.to(batches.bytes(), Amount.of(lines.count(), "text"));
      }
    }
    warnOfCut(lines.cut(), lines.count());
  }

  private void ofTexts(Path folder) {
    Dataset dataset = Dataset.read(delimiter.file(in), DataPart.TEST);
    try (Backend backend = backendFlags.open();
        TextClassifier classifier = TextClassifier.load(folder, flags.options(backend))) {
      TunedModel tuned = new TunedModel(classifier, folder);
      List<Classification> answers;
      try (Progress progress = progress("predicting", dataset.size())) {
        answers = tuned.answers(dataset, done -> progress.to(done, Amount.of(done, "example")));
      }
      AnswerLines lines = new AnswerLines(console(), json ? jsonLines() : null, tuned);
      List<String> texts = dataset.column(tuned.task().texts().getFirst());
      for (int i = 0; i < answers.size(); i++) {
        lines.write(i, texts.get(i), answers.get(i));
      }
      warnOfCut(answers.stream().filter(Classification::truncated).count(), answers.size());
    }
  }
}
