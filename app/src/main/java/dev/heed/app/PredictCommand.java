package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Paragraph;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.PlainModelFlags;
import dev.heed.app.io.JsonLines;
import dev.heed.app.training.TunedModel;
import dev.heed.engine.Backend;
import dev.heed.engine.error.HeedException;
import dev.heed.models.Classification;
import dev.heed.models.TextClassifier;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.spec.ProblemType;
import dev.heed.models.tune.Retrieval;
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
          + " probability of the best label, the label and the text, with tabs between; of numbers"
          + " the number and the text.",
      "",
      "With --json an object a line: {\"index\":…,\"label\":…,\"probabilities\":{…}}, or"
          + " {\"index\":…,\"value\":…}."
    },
    footer = {
      "@|bold Examples|@",
      "  heed predict my-intents --in new.csv",
      "  heed predict my-intents --in new.csv --json > answers.jsonl"
    })
final class PredictCommand extends HeedCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "What 'heed train' made.")
  String model;

  @Option(
      names = {"-i", "--in"},
      required = true,
      order = 1,
      paramLabel = "FILE",
      description = "Examples: .csv, .tsv or .jsonl, UTF-8.")
  Path in;

  @Mixin PlainModelFlags flags;

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

  private void ofTexts(Path folder) {
    Dataset dataset = Dataset.read(DataFile.of(in), DataPart.TEST);
    try (Backend backend = backendFlags.open();
        TextClassifier classifier = TextClassifier.load(folder, flags.options(backend))) {
      TunedModel tuned = new TunedModel(classifier, folder);
      List<Classification> answers;
      try (Progress progress = progress("predicting", dataset.size())) {
        answers = tuned.answers(dataset, done -> progress.to(done, Amount.of(done, "example")));
      }
      write(tuned, dataset, answers, classifier.problem() == ProblemType.REGRESSION);
    }
  }

  private void write(
      TunedModel tuned, Dataset dataset, List<Classification> answers, boolean numbers) {
    JsonLines objects = jsonLines();
    List<String> texts = dataset.column(tuned.task().texts().getFirst());
    for (int i = 0; i < answers.size(); i++) {
      Classification answer = answers.get(i);
      if (json) {
        int index = i;
        objects.writeObject(fields -> {
          fields.writeNumberProperty("index", index);
          if (numbers) {
            fields.writeNumberProperty("value", answer.best().score());
            return;
          }
          fields.writeStringProperty("label", answer.best().label());
          fields.writeObjectPropertyStart("probabilities");
          for (Classification.LabelScore score : answer.scores()) {
            fields.writeNumberProperty(score.label(), score.score());
          }
          fields.writeEndObject();
        });
      } else {
        String number = String.format(Locale.ROOT, "%.4f", answer.best().score());
        String label = numbers ? "" : console().style().bold(answer.best().label()) + "\t";
        console().out().line(number + "\t" + label + Paragraph.oneLine(texts.get(i)));
      }
    }
  }
}
