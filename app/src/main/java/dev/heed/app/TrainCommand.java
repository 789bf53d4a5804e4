package dev.heed.app;

import dev.heed.app.console.Console;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** {@code heed train}: the tasks that a model is tuned for, each a command of its own. */
@Command(
    name = "train",
    header = "Tune a pretrained model for a task of your own.",
    description = {
      "A pretrained model knows far more than a small data set could teach. What is tuned is"
          + " compared with a probe, the best that can be had of the model as it is; saved as a"
          + " folder that 'heed classify', Java programs and Python libraries load; and shown: a"
          + " log, pictures and a report lie in OUT-training.",
      "",
      "A run that was stopped by Ctrl-C, or killed, goes on when the same command is given again,"
          + " and ends as if nothing had been."
    },
    synopsisSubcommandLabel = "TASK",
    commandListHeading = "%n@|bold Tasks|@%n",
    footer = {
      "@|bold Examples|@",
      "  heed train classify --data questions.csv --out my-intents",
      "  heed train regress --data reviews.csv --label-column stars --out my-stars",
      "  heed train tag --data train.conll --out my-names",
      "  heed train embed --data faq.csv --label-column topic --out my-embedder"
    })
final class TrainCommand extends HeedCommand {
  TrainCommand(Console console) {
    super(console);
  }

  /** In the order of the help. */
  static SequencedMap<String, Function<Console, HeedCommand>> tasks() {
    SequencedMap<String, Function<Console, HeedCommand>> tasks = new LinkedHashMap<>();
    tasks.put("classify", TrainClassifyCommand::new);
    tasks.put("regress", TrainRegressCommand::new);
    tasks.put("tag", TrainTagCommand::new);
    tasks.put("embed", TrainEmbedCommand::new);
    tasks.put("lm", TrainLmCommand::new);
    tasks.put("mlm", TrainMlmCommand::new);
    return Collections.unmodifiableSequencedMap(tasks);
  }

  @Override
  void run() {
    throw usage("no task was given: " + String.join(", ", tasks().keySet()));
  }
}
