package dev.heed.bench.fewshot;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.chart.CurveChart;
import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import dev.heed.models.tune.Course;
import dev.heed.models.tune.MaskedLanguageSettings;
import dev.heed.models.tune.MaskedLanguageTuning;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TunedMaskedLanguage;
import dev.heed.models.tune.TuningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pretraining, then few labels: a small encoder is trained by masked language modelling on the
 * texts of banking77, then tuned on few examples of each class, against the same encoder without;
 * writes {@code pretraining-<date>-<label>} with a plot. Each part that is done is kept, and the
 * next run goes on behind it.
 */
public final class PretrainingTable {
  private static final String TOKENIZER = "all-minilm-l6-v2";
  private static final int LAYERS = 4;
  private static final int WIDTH = 128;
  private static final int HEADS = 4;
  private static final int EPOCHS = 30;
  private static final double HIDDEN = 0.2;

  /** Of both tunings. */
  private static final double RATE = 5e-4;

  private static final Course PRETRAINING =
      Course.DEFAULT.withSchedule(EPOCHS, 1e-3).withBatch(64, 8192).withDropout(0);

  private static final String METHOD =
      "an encoder of 4 layers of width 128 with the tokenizer of all-MiniLM-L6-v2 is trained from"
          + " nothing by masked language modelling on the texts of banking77's training file alone,"
          + " labels unused: "
          + EPOCHS
          + " epochs, 64 texts a step, 1e-3, 20 % of the tokens hidden. Then all its parameters are"
          + " tuned on examples of each class that are drawn by a seed, against the same encoder from"
          + " nothing: the same examples, 5e-4, and else the settings of 'heed train classify';"
          + " the last epoch counts. Measured on the 3,080 questions of the test file; for the"
          + " pretraining by its texts with 15 % of the tokens hidden. The pretraining has one seed,"
          + " the tunings three; intervals are from the least to the greatest of these";

  private PretrainingTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("pretraining", arguments, PretrainingTable::run);
  }

  private static void run(TableOptions options) throws IOException {
    BankingData data = BankingData.readOrExit();
    List<PretrainingCase> cases = options.wanted(PretrainingCase.all(), PretrainingCase::name);
    Path folder = Files.createDirectories(Path.of("bench", "target", "pretraining"));
    KeptRows done = new KeptRows(folder.resolve("cases.jsonl"));
    ResultsFile results = ResultsFile.begin(options, METHOD);
    try (Backend backend = Backends.open()) {
      results.add(done.row("pretraining", () -> pretrained(backend, data, folder)));
      for (PretrainingCase one : cases) {
        results.add(done.row(one.name(), () -> tuned(backend, one, data, folder)));
      }
    }
    results.write(List.of(new CurveChart(ShotCurve.of(results.rows()))));
  }

  private static Path encoder(Path folder) {
    return folder.resolve("encoder");
  }

  private static Map<String, @Nullable Object> pretrained(
      Backend backend, BankingData data, Path folder) {
    MaskedLanguageTuning tuning =
        MaskedLanguageTuning.fromNothing(TOKENIZER, BankingData.TEXT, LAYERS, WIDTH, HEADS)
            .with(
                MaskedLanguageSettings.DEFAULT
                    .withCourse(PRETRAINING.withCheckpoints(folder.resolve("run")))
                    .withShare(HIDDEN))
            .on(backend);
    try (TunedMaskedLanguage tuned = tuning.tune(data.train(), null)) {
      MaskedLanguageMetrics metrics = tuned.evaluate(data.test());
      tuned.save(encoder(folder));
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("method", "pretraining");
      row.put("perClass", null);
      row.put("seed", 1);
      row.put("examples", data.train().size());
      row.put("accuracy", null);
      row.put("logLoss", null);
      row.put("ece", null);
      row.put("steps", tuned.result().steps());
      row.put("maskedLoss", metrics.loss());
      row.put("maskedAccuracy", metrics.accuracy());
      return row;
    }
  }

  private static Map<String, @Nullable Object> tuned(
      Backend backend, PretrainingCase one, BankingData data, Path folder) {
    String base = one.pretrained() ? encoder(folder).toString() : TOKENIZER;
    TextTuning<int[]> tuning =
        TextTuning.classify(base, BankingData.TEXT, BankingData.LABEL)
            .with(
                TuningSettings.DEFAULT.withCourse(
                    Course.DEFAULT.withSchedule(0, RATE).withSeed(one.seed())))
            .on(backend);
    if (!one.pretrained()) {
      tuning.fromNothing(LAYERS, WIDTH, HEADS);
    }
    Map<String, @Nullable Object> row =
        ShotRow.of(
            tuning,
            one.line(),
            Integer.toString(one.shots()),
            one.seed(),
            data.shots(one.shots(), one.seed()),
            data.test());
    row.put("maskedLoss", null);
    row.put("maskedAccuracy", null);
    return row;
  }
}
