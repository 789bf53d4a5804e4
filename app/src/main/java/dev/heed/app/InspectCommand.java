package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.report.Inspection;
import dev.heed.app.report.InspectionJson;
import dev.heed.app.report.InspectionText;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.ModelException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed inspect}: what a model is, read from its files without loading it. */
@Command(
    name = "inspect",
    header = "Show what a model is: family, sizes, tensors, memory.",
    description =
        "Reads the configuration and the list of tensors; no weight is loaded. What Heed does not"
            + " understand is shown with the reason; a model that it cannot run is an error, after"
            + " its tensors. Computes nothing: the options about backends change nothing here.",
    footer = {
      "@|bold Examples|@",
      "  heed inspect all-minilm-l6-v2",
      "  heed inspect my-bert --tensors",
      "  heed inspect model.gguf",
      "  heed inspect my-bert --json | jq .memory"
    })
final class InspectCommand extends HeedCommand {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      completionCandidates = ModelFlag.Names.class,
      description = "A built-in model, a folder, a file, or ORG/MODEL that was pulled.")
  String model;

  @Option(names = "--tensors", description = "List every tensor with its type and shape.")
  boolean listTensors;

  InspectCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    try (ModelSource source = ModelSource.open(ModelFlag.checked(model))) {
      Inspection inspection = Inspection.of(source);
      if (json) {
        jsonLines()
            .writeObject(fields -> new InspectionJson(fields).write(inspection, listTensors));
      } else {
        new InspectionText(console().out(), console().style()).print(inspection, listTensors);
      }
      inspection
          .refusal()
          .ifPresent(why -> {
            throw new ModelException(why);
          });
    }
  }
}
