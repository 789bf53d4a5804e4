package dev.heed.bench.fewshot;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.chart.CurveChart;
import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.data.Dataset;
import dev.heed.models.tune.Course;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TuningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tunes all-MiniLM-L6-v2 by every method on few examples of each class of banking77, and on all,
 * and writes {@code fewshot-<date>-<label>} with a plot. Takes hours: each case that is done is
 * kept, and the next run goes on behind it.
 */
public final class FewShotTable {
  private static final String BASE = "all-minilm-l6-v2";

  private static final String METHOD =
      "examples of each class are drawn from banking77's training file by a seed, no two with the same"
          + " text; every method learns from the same, by the settings that 'heed train classify'"
          + " chooses where the user chooses nothing, without validation data: the last epoch counts."
          + " Measured on the 3,080 questions of the test file. Intervals are from the least to the"
          + " greatest of the seeds. 'from nothing' is an encoder of 4 layers of width 128 with the"
          + " same tokenizer. Rows with 'published' are of the examples that published figures are"
          + " of (Few-Shot-Intent-Detection), and not in the plots. The plot above-probe has the"
          + " differences of the accuracies, of one seed each, in hundredths";

  private FewShotTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("fewshot", arguments, FewShotTable::run);
  }

  private static void run(TableOptions options) throws IOException {
    BankingData data = BankingData.readOrExit();
    PublishedShots published = PublishedShots.in(BankingData.folder());
    List<FewShotCase> known =
        FewShotCase.all().stream().filter(one -> !one.published() || published.areThere()).toList();
    if (!published.areThere()) {
      System.err.println("left out: the examples of published figures; no " + published.folder());
    }
    List<FewShotCase> cases = options.wanted(known, FewShotCase::name);
    Path kept =
        Files.createDirectories(Path.of("bench", "target", "fewshot")).resolve("cases.jsonl");
    KeptRows done = new KeptRows(kept);
    ResultsFile results = ResultsFile.begin(options, METHOD);
    List<Map<String, @Nullable Object>> drawn = new ArrayList<>();
    try (Backend backend = Backends.open()) {
      for (FewShotCase one : cases) {
        BankingData from = one.published() ? published.data(one.shots()) : data;
        Map<String, @Nullable Object> row =
            done.row(one.name(), () -> measured(backend, one, from));
        results.add(row);
        if (!one.published()) {
          drawn.add(row);
        }
      }
    }
    results.write(
        List.of(
            new CurveChart(ShotCurve.of(drawn)),
            new CurveChart("above-probe", ShotCurve.above(drawn, "probe", "from nothing"))));
  }

  private static Map<String, @Nullable Object> measured(
      Backend backend, FewShotCase one, BankingData data) {
    Dataset training = one.published() ? data.train() : data.shots(one.shots(), one.seed());
    TuningSettings settings =
        TuningSettings.DEFAULT
            .withMethod(one.method())
            .withCourse(Course.DEFAULT.withSeed(one.seed()));
    TextTuning<int[]> tuning =
        TextTuning.classify(BASE, BankingData.TEXT, BankingData.LABEL).with(settings).on(backend);
    if (!one.pretrained()) {
      tuning.fromNothing(4, 128, 4);
    }
    return ShotRow.of(tuning, one.line(), one.examples(), one.seed(), training, data.test());
  }
}
