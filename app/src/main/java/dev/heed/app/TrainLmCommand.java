package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.io.Utf8Text;
import dev.heed.app.training.LanguageFlags;
import dev.heed.app.training.MetricsJson;
import dev.heed.app.training.UnknownWarnings;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.tune.LanguageTuning;
import dev.heed.models.tune.TunedLanguage;
import dev.heed.report.Evaluation;
import dev.heed.report.ReportContent;
import dev.heed.report.TrainingReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed train lm}: a language model of a text. */
@Command(
    name = "lm",
    header = "Train a language model on a text.",
    description = {
      "From nothing, a decoder over the characters of the text; or a pretrained one, of which all"
          + " parameters are tuned. What is printed is measured on --dev, or on the last tenth of"
          + " --data: all of it, in blocks that are each read afresh; of a pretrained one before the"
          + " training too. From nothing there is nothing to compare with. Characters that are not in"
          + " the training text count as one and the same, and are counted.",
      "",
      "With --json one object: {\"out\":…,\"loss\":…,\"perplexity\":…,\"bitsPerToken\":…,"
          + "\"before\":{\"loss\":…,\"perplexity\":…,\"tokens\":…},\"unknownTokens\":…,"
          + "\"step\":…,\"steps\":…,\"seconds\":…}; loss is the mean of -ln p over tokens, step the"
          + " one behind which it was best; before is of the pretrained model, null from nothing."
    },
    footer = {
      "@|bold Examples|@",
      "  heed train lm --data book.txt --out small",
      "  heed generate small \"It was\" --max-tokens 200"
    })
final class TrainLmCommand extends TrainingCommand {
  @Option(
      names = "--data",
      required = true,
      order = 1,
      paramLabel = "FILE",
      description = "The text, UTF-8.")
  Path data;

  @Option(
      names = "--dev",
      order = 2,
      paramLabel = "FILE",
      description = "A text to measure on; the last tenth of --data otherwise.")
  @Nullable Path dev;

  @Mixin LanguageFlags language;

  TrainLmCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    LanguageTuning task = language.tuning(folder());
    Path adapter = language.adapter();
    if (!language.isFromNothing()) {
      checkTargets(adapter, language.base());
    }
    String text = read(data);
    int end = dev == null ? characterAt(text, text.length() - text.length() / 10) : text.length();
    String training = text.substring(0, end);
    String validation = dev == null ? text.substring(end) : read(dev);
    train(setting -> tune(task, training, validation, adapter, setting));
  }

  /** The place, or the one before it where a character begins there that takes two. */
  private static int characterAt(String text, int place) {
    boolean within =
        place > 0
            && place < text.length()
            && Character.isSurrogatePair(text.charAt(place - 1), text.charAt(place));
    return within ? place - 1 : place;
  }

  private void tune(
      LanguageTuning task,
      String training,
      String validation,
      @Nullable Path adapter,
      Setting setting) {
    Path folder = setting.folder();
    setting.applyTo(task);
    try (TunedLanguage tuned = task.tune(training, validation)) {
      refuseStopped(tuned.result());
      tuned.save(out);
      if (adapter != null) {
        tuned.saveAdapter(adapter);
      }
      saved(setting);
      ReportContent content = content(tuned, training, validation);
      Measurement before = tuned.before().orElse(null);
      if (before != null) {
        content = content.withBaseline(Evaluation.of("before tuning", before));
      }
      Measurement best = tuned.result().best();
      if (best != null) {
        content = content.withTuned(Evaluation.of("tuned", best));
      }
      TrainingReport.read(folder, content).write(folder);
      warnOf(tuned.texts());
      report(tuned, folder);
    }
  }

  private void warnOf(TunedLanguage.Texts texts) {
    boolean characters = language.isFromNothing();
    String name = dev == null ? "the last tenth of " + data : dev.toString();
    UnknownWarnings.of(texts.training(), data.toString(), characters)
        .ifPresent(messages()::warning);
    UnknownWarnings.of(texts.validation(), name, characters).ifPresent(messages()::warning);
  }

  private String read(Path file) {
    return Utf8Text.read(file.toString(), inputs().open(file.toString()));
  }

  private ReportContent content(TunedLanguage tuned, String training, String validation) {
    Map<String, Object> texts = new LinkedHashMap<>();
    texts.put("training", "%,d characters of %s".formatted(training.length(), data));
    texts.put(
        "validation",
        "%,d characters of %s".formatted(validation.length(), dev == null ? data : dev));
    return ReportContent.of(String.valueOf(out.getFileName()))
        .withSettings(tuned.made())
        .withData(texts);
  }

  private void report(TunedLanguage tuned, Path folder) {
    TrainingResult result = tuned.result();
    double loss = tuned.loss();
    double bits = loss / Math.log(2);
    Measurement before = tuned.before().orElse(null);
    if (json) {
      jsonLines()
          .writeObject(fields -> {
            fields.writeStringProperty("out", out.toString());
            fields.writeNumberProperty("loss", loss);
            fields.writeNumberProperty("perplexity", Math.exp(loss));
            fields.writeNumberProperty("bitsPerToken", bits);
            MetricsJson.write(fields, "before", before == null ? null : before.values());
            fields.writeNumberProperty("unknownTokens", tuned.texts().validation().unknown());
            fields.writeNumberProperty("step", result.bestStep());
            fields.writeNumberProperty("steps", result.steps());
            fields.writeNumberProperty("seconds", result.seconds());
          });
      return;
    }
    if (before != null) {
      console()
          .out()
          .line(
              String.format(
                  Locale.ROOT,
                  "before tuning, loss %s nats, perplexity %.4f",
                  console().style().bold("%.4f".formatted(before.value())),
                  Math.exp(before.value())));
    }
    console()
        .out()
        .line(
            String.format(
                Locale.ROOT,
                "loss %s nats, perplexity %.4f, %.4f bits a token, behind step %,d of %,d",
                console().style().bold("%.4f".formatted(loss)),
                Math.exp(loss),
                bits,
                result.bestStep(),
                result.steps()));
    console().out().line("the model is in " + console().style().bold(out.toString()));
    console().out().line("what happened is in " + folder);
    messages().note("%s s of training".formatted(Amount.significant(result.seconds())));
  }
}
