package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Paragraph;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.PlainModelFlags;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.JsonLines;
import dev.heed.app.io.LineBatches;
import dev.heed.engine.Backend;
import dev.heed.models.Classification;
import dev.heed.models.Classification.LabelScore;
import dev.heed.models.TextClassifier;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code heed classify}: which class a text belongs to, by a checkpoint that carries such a head.
 */
@Command(
    name = "classify",
    header = "Sort texts into the classes of a model, one text a line.",
    description = {
      "Prints for each line the score of the best class, its label and the text, with tabs between."
          + " A score is a probability, or the raw value of a regression, as the model says.",
      "",
      "With --json an object a line, with the scores of all classes."
    },
    footer = {
      "@|bold Examples|@",
      "  echo \"What a lovely day\" | heed classify my-sentiment-model",
      "  heed classify my-sentiment-model --json reviews.txt"
    })
final class ClassifyCommand extends HeedCommand {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The folder of a …ForSequenceClassification.")
  String model;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description = "UTF-8 text, one text a line; - or nothing for the standard input.")
  @Nullable List<String> files;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Classify this text instead of files.")
  @Nullable String text;

  @Mixin PlainModelFlags flags;

  ClassifyCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    if (text != null && files != null) {
      throw usage("--text stands instead of files; both were given");
    }
    List<String> names = files == null ? List.of(Inputs.STDIN) : files;
    Inputs.check(names);
    try (Backend backend = backendFlags.open();
        TextClassifier classifier =
            TextClassifier.load(ModelFlag.withHead(model), flags.options(backend))) {
      if (text != null) {
        write(jsonLines(), 0, text, classifier.classify(text));
      } else {
        classify(classifier, names);
      }
    }
  }

  private void classify(TextClassifier classifier, List<String> names) {
    JsonLines objects = jsonLines();
    long index = 0;
    long cut = 0;
    try (LineBatches batches = new LineBatches(names, this::readLines);
        Progress progress = progressBeside(console().out(), "classifying", Inputs.sizeOf(names))) {
      for (List<String> texts = batches.next(); !texts.isEmpty(); texts = batches.next()) {
        List<Classification> verdicts = classifier.classify(texts);
        cut += verdicts.stream().filter(Classification::truncated).count();
        for (int t = 0; t < texts.size(); t++) {
          write(objects, index++, texts.get(t), verdicts.get(t));
        }
        console().out().flush();
        progress.to(batches.bytes(), Amount.of(index, "text"));
      }
    }
    warnOfCut(cut, index);
  }

  private void write(JsonLines objects, long index, String input, Classification verdict) {
    LabelScore best = verdict.best();
    if (!json) {
      console()
          .out()
          .line(
              String.format(Locale.ROOT, "%.4f", best.score())
                  + "\t"
                  + console().style().bold(best.label())
                  + "\t"
                  + Paragraph.oneLine(input));
      return;
    }
    objects.writeObject(fields -> {
      fields.writeNumberProperty("index", index);
      fields.writeStringProperty("text", input);
      fields.writeStringProperty("label", best.label());
      fields.writeNumberProperty("score", best.score());
      fields.writeObjectPropertyStart("scores");
      for (LabelScore score : verdict.scores()) {
        fields.writeNumberProperty(score.label(), score.score());
      }
      fields.writeEndObject();
      fields.writeNumberProperty("tokens", verdict.tokens());
      fields.writeBooleanProperty("truncated", verdict.truncated());
    });
  }
}
