package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.io.Utf8Text;
import dev.heed.app.training.LowRankFlags;
import dev.heed.models.spec.NewModel;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.tune.LanguageSettings;
import dev.heed.models.tune.LanguageTuning;
import dev.heed.models.tune.TunedLanguage;
import dev.heed.models.tune.TuningMethod;
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
          + " --data: all of it, in blocks that are each read afresh.",
      "",
      "With --json one object: {\"out\":…,\"loss\":…,\"perplexity\":…,\"bitsPerToken\":…,"
          + "\"step\":…,\"steps\":…,\"seconds\":…}; loss is the mean of -ln p over tokens, step the"
          + " one behind which it was best."
    },
    footer = {
      "@|bold Examples|@",
      "  heed train lm --data book.txt --out small",
      "  heed generate small \"It was\" --max-tokens 200"
    })
final class TrainLmCommand extends TrainingCommand {
  private static final String NOTHING = "none";

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

  @Option(
      names = "--base",
      order = 3,
      paramLabel = "MODEL",
      defaultValue = NOTHING,
      description = "A pretrained decoder to tune; ${DEFAULT-VALUE} where nothing is given.")
  String base;

  @Option(
      names = "--method",
      order = 3,
      paramLabel = "full|lora",
      defaultValue = "full",
      description =
          "With --base: what learns, all parameters or changes of low rank beside them;"
              + " ${DEFAULT-VALUE} where nothing is given.")
  TuningMethod method;

  @Mixin LowRankFlags lowRank;

  @Option(
      names = "--shape",
      order = 4,
      paramLabel = "gpt2|llama",
      defaultValue = "gpt2",
      description = "From nothing: the shape; ${DEFAULT-VALUE} where nothing is given.")
  NewModel.Shape shape;

  @Option(
      names = "--layers",
      order = 5,
      paramLabel = "N",
      defaultValue = "4",
      description = "From nothing: layers; ${DEFAULT-VALUE} where nothing is given.")
  int layers;

  @Option(
      names = "--width",
      order = 6,
      paramLabel = "N",
      defaultValue = "128",
      description = "From nothing: width of states; ${DEFAULT-VALUE} where nothing is given.")
  int width;

  @Option(
      names = "--heads",
      order = 7,
      paramLabel = "N",
      defaultValue = "4",
      description = "From nothing: heads of attention; ${DEFAULT-VALUE} where nothing is given.")
  int heads;

  @Option(
      names = "--steps",
      order = 8,
      paramLabel = "N",
      defaultValue = "2000",
      description = "Steps; ${DEFAULT-VALUE} where nothing is given.")
  long steps;

  @Option(
      names = "--block",
      order = 9,
      paramLabel = "N",
      defaultValue = "64",
      description = "Tokens that are read at once; ${DEFAULT-VALUE} where nothing is given.")
  int block;

  @Option(
      names = "--batch",
      order = 10,
      paramLabel = "N",
      defaultValue = "12",
      description = "Blocks in a step; ${DEFAULT-VALUE} where nothing is given.")
  int batch;

  @Option(
      names = "--accumulate",
      order = 11,
      paramLabel = "N",
      defaultValue = "1",
      description = "Compute a step in N parts, one after the other, in less memory.")
  int accumulate;

  @Option(
      names = "--rate",
      order = 12,
      paramLabel = "R",
      description =
          "The highest learning rate; 1e-3 from nothing, 5e-5 otherwise, 2e-4 by lora. It rises over"
              + " a twentieth of the steps, then falls by a cosine to a tenth.")
  @Nullable Double rate;

  @Option(
      names = "--dropout",
      order = 13,
      paramLabel = "P",
      defaultValue = "0",
      description = "Dropout; ${DEFAULT-VALUE} where nothing is given.")
  float dropout;

  @Option(
      names = "--average",
      order = 14,
      paramLabel = "D",
      defaultValue = "0",
      description = "Keep a moving average of the parameters with this decay; 0 for none.")
  double average;

  @Option(
      names = "--validate-every",
      order = 15,
      paramLabel = "N",
      defaultValue = "250",
      description = "Measure every N steps, and keep the best; ${DEFAULT-VALUE} otherwise.")
  long every;

  @Option(
      names = "--seed",
      order = 16,
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything that is drawn: the same seed gives the same model.")
  long seed;

  TrainLmCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    String text = read(data);
    int end = dev == null ? text.length() - text.length() / 10 : text.length();
    String training = text.substring(0, end);
    String validation = dev == null ? text.substring(end) : read(dev);
    train(setting -> tune(training, validation, setting));
  }

  private void tune(String training, String validation, Setting setting) {
    Path folder = setting.folder();
    Path adapter = lowRank.adapter(method);
    LanguageTuning task = tuning(folder).on(setting.backend()).stoppedBy(setting.isToStop());
    setting.listeners().forEach(task::heardBy);
    try (TunedLanguage tuned = task.tune(training, validation)) {
      refuseStopped(tuned.result());
      tuned.save(out);
      if (adapter != null) {
        tuned.saveAdapter(adapter);
      }
      TrainingReport.read(folder, content(training, validation)).write(folder);
      report(tuned, folder);
    }
  }

  private String read(Path file) {
    return Utf8Text.read(file.toString(), inputs().open(file.toString()));
  }

  private LanguageTuning tuning(Path folder) {
    boolean fromNothing = base.equals(NOTHING);
    boolean low = method == TuningMethod.LORA;
    double highest = rate != null ? rate : fromNothing ? 1e-3 : low ? 2e-4 : 5e-5;
    if (!low && method != TuningMethod.FULL) {
      throw usage("--method: expected full or lora for a language model, was " + method);
    }
    try {
      LanguageSettings settings =
          LanguageSettings.SMALL
              .withSchedule(steps, highest)
              .withBlocks(block, batch, accumulate)
              .withRegularization(0.1, dropout, average)
              .withValidation(every, 0)
              .withSeed(seed)
              .withCheckpoints(folder);
      LanguageTuning tuning =
          fromNothing
              ? LanguageTuning.fromNothing(shape, layers, width, heads)
              : LanguageTuning.of(ModelFlag.checked(base));
      if (low) {
        tuning.byLowRank(lowRank.settings());
      }
      return tuning.with(settings);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private ReportContent content(String training, String validation) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("base", base);
    if (base.equals(NOTHING)) {
      settings.put(
          "model",
          "%s, %d layers of width %d, %d heads"
              .formatted(shape.name().toLowerCase(Locale.ROOT), layers, width, heads));
    }
    settings.put("method", method.name().toLowerCase(Locale.ROOT));
    settings.put("steps", Long.toString(steps));
    settings.put("blocks of a step", "%d of %d tokens".formatted(batch, block));
    settings.put("dropout", Float.toString(dropout));
    settings.put("average", Double.toString(average));
    settings.put("seed", Long.toString(seed));
    Map<String, Object> texts = new LinkedHashMap<>();
    texts.put("training", "%,d characters of %s".formatted(training.length(), data));
    texts.put(
        "validation",
        "%,d characters of %s".formatted(validation.length(), dev == null ? data : dev));
    return ReportContent.of(String.valueOf(out.getFileName()))
        .withSettings(settings)
        .withData(texts);
  }

  private void report(TunedLanguage tuned, Path folder) {
    TrainingResult result = tuned.result();
    double loss = tuned.loss();
    double bits = loss / Math.log(2);
    if (json) {
      jsonLines()
          .writeObject(fields -> {
            fields.writeStringProperty("out", out.toString());
            fields.writeNumberProperty("loss", loss);
            fields.writeNumberProperty("perplexity", Math.exp(loss));
            fields.writeNumberProperty("bitsPerToken", bits);
            fields.writeNumberProperty("step", result.bestStep());
            fields.writeNumberProperty("steps", result.steps());
            fields.writeNumberProperty("seconds", result.seconds());
          });
      return;
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
