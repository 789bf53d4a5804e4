package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.PlainModelFlags;
import dev.heed.app.training.MetricLines;
import dev.heed.app.training.MetricsJson;
import dev.heed.app.training.TunedModel;
import dev.heed.engine.Backend;
import dev.heed.models.Classification;
import dev.heed.models.TextClassifier;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.evaluate.Metrics;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed evaluate}: how good a tuned model is on other data. */
@Command(
    name = "evaluate",
    header = "Measure a tuned model on examples that it has not seen.",
    description = {
      "Reads the columns that the model was tuned on. Prints the metrics of its task: of classes"
          + " accuracy, F1, log loss, calibration and the classes it does worst on; of numbers"
          + " errors and correlations.",
      "",
      "With --json one object with all metrics, those of each class and the confusion matrix among"
          + " them."
    },
    footer = {
      "@|bold Examples|@",
      "  heed evaluate my-intents --data held.csv",
      "  heed evaluate my-intents --data held.csv --json"
    })
final class EvaluateCommand extends HeedCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "What 'heed train' made.")
  String model;

  @Option(
      names = "--data",
      required = true,
      order = 1,
      paramLabel = "FILE",
      description = "Examples with their answers: .csv, .tsv or .jsonl, UTF-8.")
  Path data;

  @Mixin PlainModelFlags flags;

  EvaluateCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    Dataset dataset = Dataset.read(DataFile.of(data), DataPart.TEST);
    Path folder = ModelFlag.withHead(model);
    try (Backend backend = backendFlags.open();
        TextClassifier classifier = TextClassifier.load(folder, flags.options(backend))) {
      TunedModel tuned = new TunedModel(classifier, folder);
      Metrics metrics = tuned.evaluate(dataset, answers(tuned, dataset));
      if (json) {
        jsonLines().writeObject(fields -> MetricsJson.writeFields(fields, metrics.toMap()));
      } else {
        MetricLines.of(metrics, console().style()).forEach(console().out()::line);
      }
    }
  }

  private List<Classification> answers(TunedModel tuned, Dataset dataset) {
    try (Progress progress = progress("evaluating", dataset.size())) {
      return tuned.answers(dataset, done -> progress.to(done, Amount.of(done, "example")));
    }
  }
}
