package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.training.DataFlags;
import dev.heed.app.training.FewShotFlags;
import dev.heed.app.training.LabelTuningFlags;
import dev.heed.models.data.LabelColumn;
import dev.heed.models.tune.ClassWeights;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TuningMethod;
import dev.heed.models.tune.TuningSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed train classify}: a model that sorts texts into classes of the user's own. */
@Command(
    name = "classify",
    header = "Tune a model to sort texts into your own classes.",
    description = {
      "Learns from a table with a column of texts and a column of labels. What is printed in the end"
          + " is measured on --test, or else on the validation data: --dev, or a tenth of --data, put"
          + " aside where there are 10 examples a label on average. Beside an accuracy stands how far"
          + " another sample of as many examples may move it, in 95 %% of them (bootstrap).",
      "",
      "With --json one object: {\"out\":…,\"examples\":…,\"measuredOn\":…,\"probe\":{…},"
          + "\"tuned\":{…},\"steps\":…,\"seconds\":…}, where probe and tuned have all metrics; with"
          + " --calibrate, \"calibration\":{…} too."
    },
    footer = {
      "@|bold Examples|@",
      "  heed train classify --data questions.csv --out my-intents",
      "  heed train classify --data all.csv --few-shot 5 --test held.csv --out few",
      "  heed train classify --data mails.tsv --label-separator , --out topics"
    })
final class TrainClassifyCommand extends TrainTextCommand {
  @Option(
      names = "--label-column",
      order = 6,
      paramLabel = "NAME",
      defaultValue = "label",
      description = "The column of labels; ${DEFAULT-VALUE} where none is given.")
  String label;

  @Option(
      names = "--label-separator",
      order = 6,
      paramLabel = "TEXT",
      description =
          "A text may have several labels, or none, with this between them; in .jsonl they may be a"
              + " list. Otherwise each has one.")
  @Nullable String separator;

  @Mixin FewShotFlags few;

  @Option(
      names = "--class-weights",
      order = 29,
      paramLabel = "equal|balanced",
      defaultValue = "equal",
      description =
          "How much examples count by their label: each the same, or those of rare labels more;"
              + " ${DEFAULT-VALUE} where nothing is given.")
  ClassWeights classWeights;

  @Option(
      names = "--calibrate",
      order = 31,
      description =
          "In the end, make probabilities as sure as they are right on the validation data; which"
              + " label is likeliest does not change.")
  boolean calibrate;

  TrainClassifyCommand(Console console) {
    super(console, new LabelTuningFlags());
  }

  @Override
  LabelColumn strata() {
    return new LabelColumn(label, separator);
  }

  @Override
  String answer() {
    return label;
  }

  @Override
  TuningSettings settings(TuningSettings common) {
    return common.withClassWeights(classWeights);
  }

  @Override
  boolean calibrates() {
    return calibrate;
  }

  @Override
  boolean isWhole() {
    return few.isGiven();
  }

  @Override
  DataFlags.Parts read() {
    return few.isGiven()
        ? few.drawn(data.whole(), columns.names(), strata(), 1, course.seed(), messages()::warning)
        : super.read();
  }

  @Override
  TextTuning<?> task() {
    if (separator != null && tuning.method() == TuningMethod.CONTRASTIVE) {
      throw usage(
          "--method contrastive learns from texts with one label each; with --label-separator take full, lora or probe");
    }
    return separator == null
        ? TextTuning.classify(tuning.base(), columns.names(), label)
        : TextTuning.classifySeveral(tuning.base(), columns.names(), label, separator);
  }
}
