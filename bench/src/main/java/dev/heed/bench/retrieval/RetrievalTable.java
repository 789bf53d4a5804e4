package dev.heed.bench.retrieval;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.chart.CurveChart;
import dev.heed.bench.quality.Banking77;
import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.ModelOptions;
import dev.heed.models.TextEmbedder;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.FewShot;
import dev.heed.models.data.RetrievalSet;
import dev.heed.models.data.Shuffle;
import dev.heed.models.evaluate.Bootstrap;
import dev.heed.models.evaluate.Interval;
import dev.heed.models.evaluate.RankedQuery;
import dev.heed.models.evaluate.RetrievalMetrics;
import dev.heed.models.tune.Course;
import dev.heed.models.tune.EmbeddingTuning;
import dev.heed.models.tune.RankingSettings;
import dev.heed.models.tune.Retrieval;
import dev.heed.models.tune.TunedEmbedder;
import dev.heed.report.LearningCurve;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tunes all-MiniLM-L6-v2 by ranking on few questions of most labels of banking77, and measures how
 * well held-out questions find each other, before and after: those of the labels that were learned,
 * and those of labels that were not. Writes {@code retrieval-<date>-<label>} with a plot.
 */
public final class RetrievalTable {
  private static final String BASE = "all-minilm-l6-v2";
  private static final String TEXT = "text";
  private static final String LABEL = "category";

  /** Of 77. */
  private static final int LEARNED_LABELS = 57;

  private static final int EPOCHS = 4;
  private static final long SEED = 1;

  private static final String METHOD =
      "examples of each of 57 labels are drawn from banking77's training file by a seed, as the labels"
          + " are, no two with the same text; tuned by multiple-negatives ranking for 4 epochs, else by"
          + " the settings of 'heed train embed', without validation data. Measured on the test file:"
          + " each question looks for the others of its label by cosine, among all other questions of"
          + " the 57 labels (learned), or of the 20 others (new). Intervals hold 95 % of 1,000 bootstrap"
          + " samples of the queries; those of the gain are of the differences query by query";

  private RetrievalTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("retrieval", arguments, RetrievalTable::run);
  }

  /** What was measured on one set. */
  private record Measured(String name, RetrievalSet set, List<RankedQuery> before) {}

  private static void run(TableOptions options) throws IOException {
    String folder = Optional.ofNullable(System.getenv(Banking77.VARIABLE)).orElse("");
    Optional<String> missing = Banking77.missing(folder);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      System.exit(66);
    }
    Dataset train = data(Path.of(folder, "train.csv"), DataPart.TRAINING);
    Dataset test = data(Path.of(folder, "test.csv"), DataPart.TEST);
    List<Integer> shots = options.quick() ? List.of(2) : List.of(5, 10);
    List<Integer> wanted = options.wanted(shots, each -> each + " shots");
    Set<String> learned = learned(train);
    ResultsFile results = ResultsFile.begin(options, METHOD);
    List<LearningCurve.Method> lines = new ArrayList<>();
    try (Backend backend = Backends.open()) {
      List<Measured> sets = new ArrayList<>();
      try (TextEmbedder base =
          TextEmbedder.builder(BASE).options(ModelOptions.DEFAULT.withBackend(backend)).build()) {
        for (boolean isLearned : new boolean[] {true, false}) {
          RetrievalSet set = RetrievalSet.ofLabels(of(test, learned, isLearned), TEXT, LABEL);
          Measured before =
              new Measured(
                  isLearned ? "learned" : "new", set, Retrieval.ranked(set, Retrieval.by(base)));
          sets.add(before);
          results.add(row(before, 0, before.before(), null, 0));
          lines.add(new LearningCurve.Method(title(before), List.of(point(0, before.before()))));
        }
      }
      for (int each : wanted) {
        Dataset few =
            FewShot.sample(of(train, learned, true), List.of(TEXT), LABEL, each, SEED).shots();
        tune(backend, few, each, sets, results, lines);
      }
    }
    results.write(
        List.of(new CurveChart(new LearningCurve("nDCG@10", "examples of each label", lines))));
  }

  private static Dataset data(Path file, DataPart part) {
    return Dataset.read(DataFile.of(file), part);
  }

  private static Set<String> learned(Dataset train) {
    List<String> labels = List.copyOf(new TreeSet<>(train.column(LABEL)));
    int[] order = new Shuffle(SEED).order(labels.size(), 0);
    Set<String> learned = new HashSet<>();
    Arrays.stream(order).limit(LEARNED_LABELS).forEach(label -> learned.add(labels.get(label)));
    return learned;
  }

  private static Dataset of(Dataset data, Set<String> labels, boolean in) {
    List<String> its = data.column(LABEL);
    return data.select(
        IntStream.range(0, data.size()).filter(i -> labels.contains(its.get(i)) == in).toArray());
  }

  private static void tune(
      Backend backend,
      Dataset few,
      int each,
      List<Measured> sets,
      ResultsFile results,
      List<LearningCurve.Method> lines) {
    RankingSettings settings = RankingSettings.DEFAULT;
    Course course = settings.course().withSchedule(EPOCHS, 0).withSeed(SEED);
    EmbeddingTuning tuning =
        EmbeddingTuning.ofLabels(BASE, TEXT, LABEL).with(settings.withCourse(course)).on(backend);
    try (TunedEmbedder tuned = tuning.tune(few, null)) {
      for (int s = 0; s < sets.size(); s++) {
        Measured one = sets.get(s);
        List<RankedQuery> after = tuned.ranked(one.set());
        results.add(row(one, each, after, one.before(), tuned.result().steps()));
        List<LearningCurve.Point> points = new ArrayList<>(lines.get(s).points());
        points.add(point(each, after));
        lines.set(s, new LearningCurve.Method(title(one), points));
      }
    }
  }

  private static String title(Measured one) {
    return one.name().equals("learned")
        ? "held-out questions of learned labels"
        : "questions of new labels";
  }

  private static Map<String, @Nullable Object> row(
      Measured one,
      int each,
      List<RankedQuery> ranked,
      @Nullable List<RankedQuery> before,
      long steps) {
    RetrievalMetrics metrics = RetrievalMetrics.of(ranked, one.set().documents().size());
    Interval accuracy = interval(ranked, query -> query.accuracyAt(1));
    Interval ndcg = interval(ranked, query -> query.ndcgAt(10));
    Interval gain = before == null ? null : gain(ranked, before);
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("labels", one.name());
    row.put("perLabel", each);
    row.put("model", before == null ? "as it is" : "tuned");
    row.put("queries", metrics.queries());
    row.put("ndcgAt10", metrics.ndcgAt10());
    row.put("ndcgLow", ndcg.low());
    row.put("ndcgHigh", ndcg.high());
    row.put("gain", gain == null ? null : gain.value());
    row.put("gainLow", gain == null ? null : gain.low());
    row.put("gainHigh", gain == null ? null : gain.high());
    row.put("accuracyAt1", metrics.accuracyAt1());
    row.put("accuracyLow", accuracy.low());
    row.put("accuracyHigh", accuracy.high());
    row.put("mrrAt10", metrics.mrrAt10());
    row.put("recallAt10", metrics.recallAt10());
    row.put("mapAt100", metrics.mapAt100());
    row.put("steps", steps);
    return row;
  }

  private static LearningCurve.Point point(int each, List<RankedQuery> ranked) {
    Interval ndcg = interval(ranked, query -> query.ndcgAt(10));
    return new LearningCurve.Point(Integer.toString(each), ndcg.value(), ndcg.low(), ndcg.high());
  }

  private static Interval interval(List<RankedQuery> ranked, ToDoubleFunction<RankedQuery> value) {
    return Bootstrap.seeded(SEED).ofMean(ranked.stream().mapToDouble(value).toArray());
  }

  private static Interval gain(List<RankedQuery> after, List<RankedQuery> before) {
    return Bootstrap.seeded(SEED)
        .ofMean(
            IntStream.range(0, after.size())
                .mapToDouble(q -> after.get(q).ndcgAt(10) - before.get(q).ndcgAt(10))
                .toArray());
  }
}
