package dev.heed.bench.embed;

import ai.onnxruntime.OrtException;
import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.Vectors;
import dev.heed.bench.chart.DifferenceChart;
import dev.heed.bench.embed.InTurns.Answer;
import dev.heed.bench.embed.InTurns.Engine;
import dev.heed.bench.quality.Banking77;
import dev.heed.bench.quality.NearestNeighbour;
import dev.heed.bench.quality.Question;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What 8-bit arithmetic costs in answers, beside what it gains in speed: finds the categories of
 * banking77's test texts by the nearest train text, with each engine's vectors, and writes {@code
 * quality-<date>-<label>}.
 */
public final class QualityTable {
  private static final String METHOD =
      "a test text gets the category of the train text with the largest cosine; accuracyPercent"
          + " counts those that are right, pointsToExact is the difference to Heed exact in"
          + " percentage points. Cosines are those of an engine's vector of a text to Heed exact's,"
          + " over train and test; ONNX Runtime's fp32 file agrees within 1e-4 at every text."
          + " textsPerSecond: after the train texts each test text is embedded once, in portions at"
          + " which engines take turns, and its minimum and maximum are those of a portion;"
          + " heedTimesFaster is the median over the portions of the engine's time divided by that"
          + " of Heed exact, and of the 8-bit model fastTimesFaster the same of Heed fast, its like."
          + " Heed tokenizes within the clock, ONNX Runtime gets tokens, sorted by length, in the"
          + " best of several batch sizes";

  private static final String DATA = "banking77";

  /** The engines in single precision, by their places. */
  private static final int EXACT = 0;

  private static final int FP32 = 1;

  /** Heed and ONNX Runtime in 8 bits, by their places. */
  private static final int FAST = 2;

  private static final int INT8 = 3;

  /** Largest distance, as 1 − cosine, of two engines in single precision. */
  private static final double SAME = 1e-4;

  private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

  /** With so many texts ONNX Runtime's batch size is chosen. */
  private static final int TRIAL_TEXTS = 96;

  private static final int QUICK_TRAIN_EACH = 5;
  private static final int QUICK_TEST_EACH = 2;

  private final TableOptions options;
  private final ResultsFile results;
  private final Banking77 data;
  private final DifferenceChart chart =
      new DifferenceChart(
          "accuracy",
          "all-MiniLM-L6-v2 on banking77, nearest neighbour",
          "accuracy minus that of Heed exact, percentage points");

  private QualityTable(TableOptions options, Banking77 data) {
    this.options = options;
    this.data = data;
    results = ResultsFile.begin(options, METHOD);
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("quality", arguments, QualityTable::run);
  }

  private static void run(TableOptions options) throws IOException, OrtException {
    options.requireNoPart();
    String folder = Objects.requireNonNullElse(System.getenv(Banking77.VARIABLE), "");
    Optional<String> missing = Banking77.missing(folder);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      System.exit(66);
    }
    Banking77 all = Banking77.read(Path.of(folder));
    Banking77 data = options.quick() ? all.sample(QUICK_TRAIN_EACH, QUICK_TEST_EACH) : all;
    new QualityTable(options, data).run();
  }

  private void run() throws IOException, OrtException {
    BackendOptions backend = BackendOptions.fromEnvironment().withThreads(THREADS);
    try (HeedModel exact = new HeedModel(backend.withCompute(Compute.EXACT));
        HeedModel fast = new HeedModel(backend.withCompute(Compute.FAST));
        OnnxRuntimeEmbedder fp32 = fastest(OnnxFile.fp32(), exact);
        OnnxRuntimeEmbedder int8 = fastest(OnnxFile.int8(), exact)) {
      measure(List.of(heed(exact), onnxRuntime(fp32, exact), heed(fast), onnxRuntime(int8, exact)));
    }
    results.write(List.of(chart));
  }

  private static Engine heed(HeedModel model) {
    return new Engine(model.name(), "", texts -> new HeedEmbedder(model, texts));
  }

  private static Engine onnxRuntime(OnnxRuntimeEmbedder session, HeedModel tokenizer) {
    return new Engine(
        session.name(), session.batch(), texts -> session.over(tokens(texts, tokenizer)));
  }

  /** The texts are those of every n-th line: a file goes category by category. */
  private OnnxRuntimeEmbedder fastest(OnnxFile file, HeedModel tokenizer) throws OrtException {
    List<String> test = texts(data.test());
    List<String> trial = new ArrayList<>();
    for (int t = 0; t < TRIAL_TEXTS; t++) {
      trial.add(test.get(t * test.size() / TRIAL_TEXTS));
    }
    return Embedder.fastest(
        OnnxRuntimeEmbedder.candidates(file, tokens(trial, tokenizer), THREADS), THREADS);
  }

  /**
   * What an engine gave.
   *
   * @param right test texts whose category was found
   * @param vectors of the train texts, then of the test texts
   */
  private record Outcome(Engine engine, int right, float[][] vectors, Answer test) {
    private double timesFasterThan(Outcome other) {
      return test.millis().timesFasterThan(other.test.millis());
    }
  }

  private void measure(List<Engine> engines) {
    System.out.printf(
        "%n%s, %,d train and %,d test texts, %d threads%n",
        DATA, data.train().size(), data.test().size(), THREADS);
    InTurns turns = new InTurns(THREADS, options.effort().rounds());
    List<Answer> train = turns.embed("train", texts(data.train()), engines);
    requireSame(train.get(EXACT), train.get(FP32), data.train());
    List<Answer> test = turns.embed("test", texts(data.test()), engines);
    requireSame(test.get(EXACT), test.get(FP32), data.test());
    List<Outcome> outcomes = new ArrayList<>();
    for (int e = 0; e < engines.size(); e++) {
      outcomes.add(outcome(engines.get(e), train.get(e), test.get(e)));
    }
    for (int e = 0; e < engines.size(); e++) {
      Outcome outcome = outcomes.get(e);
      Double ratio = e == INT8 ? outcomes.get(FAST).timesFasterThan(outcome) : null;
      report(outcome, outcomes.get(EXACT), ratio);
    }
  }

  private Outcome outcome(Engine engine, Answer train, Answer test) {
    NearestNeighbour nearest = new NearestNeighbour(train.vectors(), categories(data.train()));
    int right = nearest.right(test.vectors(), categories(data.test()));
    float[][] vectors =
        Stream.of(train.vectors(), test.vectors()).flatMap(Stream::of).toArray(float[][]::new);
    return new Outcome(engine, right, vectors, test);
  }

  private void report(Outcome outcome, Outcome exact, @Nullable Double fastTimesFaster) {
    int tests = data.test().size();
    double points = 100.0 * (outcome.right - exact.right) / tests;
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("work", DATA);
    row.put("threads", THREADS);
    row.put("engine", outcome.engine.name());
    row.put("batch", outcome.engine.batch());
    row.put("trainTexts", data.train().size());
    row.put("testTexts", tests);
    row.put("accuracyPercent", 100.0 * outcome.right / tests);
    row.put("pointsToExact", points);
    row.put("meanCosine", Vectors.meanCosine(exact.vectors, outcome.vectors));
    row.put("minCosine", Vectors.minCosine(exact.vectors, outcome.vectors));
    row.put("textsPerSecond", outcome.test.textsPerSecond());
    row.put("minTextsPerSecond", 1000 / outcome.test.millis().max());
    row.put("maxTextsPerSecond", 1000 / outcome.test.millis().min());
    row.put("heedTimesFaster", exact.timesFasterThan(outcome));
    row.put("minTimesFaster", exact.test.millis().leastTimesFasterThan(outcome.test.millis()));
    row.put("maxTimesFaster", exact.test.millis().mostTimesFasterThan(outcome.test.millis()));
    row.put("fastTimesFaster", fastTimesFaster);
    results.add(row);
    if (!outcome.equals(exact)) {
      chart.add(outcome.engine.name(), points);
    }
  }

  private static void requireSame(Answer ours, Answer theirs, List<Question> questions) {
    for (int q = 0; q < questions.size(); q++) {
      double distance = 1 - Vectors.cosine(ours.vectors()[q], theirs.vectors()[q]);
      if (!(distance <= SAME)) {
        throw new IllegalStateException(
            "Heed exact and ONNX Runtime fp32 must agree within %g, as 1 − cosine; they differ by %g at '%s'"
                .formatted(SAME, distance, questions.get(q).text()));
      }
    }
  }

  private static List<String> texts(List<Question> questions) {
    return questions.stream().map(Question::text).toList();
  }

  private static List<String> categories(List<Question> questions) {
    return questions.stream().map(Question::category).toList();
  }

  private static int[][] tokens(List<String> texts, HeedModel tokenizer) {
    return texts.stream().map(tokenizer::ids).toArray(int[][]::new);
  }
}
