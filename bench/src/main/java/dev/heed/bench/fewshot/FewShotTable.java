package dev.heed.bench.fewshot;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.chart.CurveChart;
import dev.heed.bench.quality.Banking77;
import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.FewShot;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.tune.Course;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TunedText;
import dev.heed.models.tune.TuningSettings;
import dev.heed.report.LearningCurve;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tunes all-MiniLM-L6-v2 by every method on few examples of each class of banking77, and on all,
 * and writes {@code fewshot-<date>-<label>} with a plot. Takes hours: each case that is done is
 * kept, and the next run goes on behind it.
 */
public final class FewShotTable {
  private static final String BASE = "all-minilm-l6-v2";
  private static final List<String> TEXT = List.of("text");
  private static final String LABEL = "category";

  private static final String METHOD =
      "examples of each class are drawn from banking77's training file by a seed, no two with the same"
          + " text; every method learns from the same, by the settings that 'heed train classify'"
          + " chooses where the user chooses nothing, without validation data: the last epoch counts."
          + " Measured on the 3,080 questions of the test file. Intervals are from the least to the"
          + " greatest of the seeds. 'from nothing' is an encoder of 4 layers of width 128 with the"
          + " same tokenizer";

  private FewShotTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("fewshot", arguments, FewShotTable::run);
  }

  private static void run(TableOptions options) throws IOException {
    String folder = Optional.ofNullable(System.getenv(Banking77.VARIABLE)).orElse("");
    Optional<String> missing = Banking77.missing(folder);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      System.exit(66);
    }
    Dataset train = data(Path.of(folder, "train.csv"), DataPart.TRAINING);
    Dataset test = data(Path.of(folder, "test.csv"), DataPart.TEST);
    List<FewShotCase> cases = options.wanted(FewShotCase.all(), FewShotCase::name);
    Path kept =
        Files.createDirectories(Path.of("bench", "target", "fewshot")).resolve("cases.jsonl");
    Map<String, JsonNode> done = read(kept);
    ResultsFile results = ResultsFile.begin(options, METHOD);
    try (Backend backend = Backends.open()) {
      for (FewShotCase one : cases) {
        JsonNode found = done.get(one.name());
        if (found == null) {
          found = JsonMapper.shared().valueToTree(measured(backend, one, train, test));
          Files.writeString(
              kept,
              found + "\n",
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
        }
        results.add(row(found));
      }
    }
    results.write(List.of(new CurveChart(curve(results.rows()))));
  }

  private static Dataset data(Path file, DataPart part) {
    return Dataset.read(DataFile.of(file), part);
  }

  private static Map<String, JsonNode> read(Path kept) throws IOException {
    Map<String, JsonNode> done = new LinkedHashMap<>();
    if (Files.exists(kept)) {
      for (String line : Files.readAllLines(kept)) {
        JsonNode found = JsonMapper.shared().readTree(line);
        done.put(found.get("case").asString(), found);
      }
    }
    return done;
  }

  private static Map<String, Object> measured(
      Backend backend, FewShotCase one, Dataset train, Dataset test) {
    Dataset training =
        one.shots() == 0
            ? train
            : FewShot.sample(train, TEXT, LABEL, one.shots(), one.seed()).shots();
    TuningSettings settings =
        TuningSettings.DEFAULT
            .withMethod(one.method())
            .withCourse(Course.DEFAULT.withSeed(one.seed()));
    TextTuning<int[]> tuning = TextTuning.classify(BASE, TEXT, LABEL).with(settings).on(backend);
    if (!one.pretrained()) {
      tuning.fromNothing(4, 128, 4);
    }
    long start = System.nanoTime();
    try (TunedText<int[]> tuned = tuning.tune(training, null)) {
      double seconds = (System.nanoTime() - start) * 1e-9;
      ClassificationMetrics metrics = (ClassificationMetrics) tuned.evaluate(test);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("case", one.name());
      row.put("method", one.line());
      row.put("perClass", one.examples());
      row.put("seed", one.seed());
      row.put("examples", training.size());
      row.put("accuracy", metrics.accuracy());
      row.put("logLoss", metrics.logLoss());
      row.put("ece", metrics.calibration().error());
      row.put("steps", tuned.result().map(result -> result.steps()).orElse(0L));
      row.put("seconds", seconds);
      return row;
    }
  }

  private static Map<String, @Nullable Object> row(JsonNode found) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("method", found.get("method").asString());
    row.put("perClass", found.get("perClass").asString());
    row.put("seed", found.get("seed").asInt());
    row.put("examples", found.get("examples").asInt());
    row.put("accuracy", found.get("accuracy").asDouble());
    row.put("logLoss", found.get("logLoss").asDouble());
    row.put("ece", found.get("ece").asDouble());
    row.put("steps", found.get("steps").asLong());
    return row;
  }

  private static LearningCurve curve(List<Map<String, @Nullable Object>> rows) {
    Map<String, Map<String, List<Double>>> lines = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      if (row.get("accuracy") instanceof Number accuracy) {
        lines
            .computeIfAbsent(String.valueOf(row.get("method")), name -> new LinkedHashMap<>())
            .computeIfAbsent(String.valueOf(row.get("perClass")), name -> new ArrayList<>())
            .add(accuracy.doubleValue());
      }
    }
    List<LearningCurve.Method> methods = new ArrayList<>();
    lines.forEach((method, points) -> {
      List<LearningCurve.Point> all = new ArrayList<>();
      points.forEach((examples, values) -> all.add(point(examples, values)));
      methods.add(new LearningCurve.Method(method, all));
    });
    return new LearningCurve("accuracy", "examples of each class", methods);
  }

  private static LearningCurve.Point point(String examples, List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    return values.size() == 1
        ? LearningCurve.Point.of(examples, mean)
        : new LearningCurve.Point(
            examples,
            mean,
            values.stream().mapToDouble(v -> v).min().orElseThrow(),
            values.stream().mapToDouble(v -> v).max().orElseThrow());
  }
}
