package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.training.NumberTuningFlags;
import dev.heed.models.data.LabelColumn;
import dev.heed.models.tune.TextTuning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code heed train regress}: a model that gives a number for a text. */
@Command(
    name = "regress",
    header = "Tune a model to give a number for a text.",
    description = {
      "Learns from a table with a column of texts and a column of numbers. What is printed in the"
          + " end is measured on --test, or else on the validation data: --dev, or a tenth of --data,"
          + " put aside where that has 10 examples.",
      "",
      "With --json one object: {\"out\":…,\"examples\":…,\"measuredOn\":…,\"probe\":{…},"
          + "\"tuned\":{…},\"steps\":…,\"seconds\":…}, where probe and tuned have all metrics."
    },
    footer = {
      "@|bold Examples|@",
      "  heed train regress --data reviews.csv --label-column stars --out my-stars"
    })
final class TrainRegressCommand extends TrainTextCommand {
  @Option(
      names = "--label-column",
      order = 6,
      paramLabel = "NAME",
      defaultValue = "label",
      description = "The column of numbers; ${DEFAULT-VALUE} where none is given.")
  String label;

  TrainRegressCommand(Console console) {
    super(console, new NumberTuningFlags());
  }

  @Override
  @Nullable LabelColumn strata() {
    return null;
  }

  @Override
  String answer() {
    return label;
  }

  @Override
  TextTuning<?> task() {
    return TextTuning.regress(tuning.base(), columns.names(), label);
  }
}
