package dev.heed.app.training;

import dev.heed.models.evaluate.Bootstrap;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.evaluate.EntityScheme;
import dev.heed.models.evaluate.Interval;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.MultiLabelMetrics;
import dev.heed.models.evaluate.RankedQuery;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How far another sample of as many examples may move a metric.
 *
 * @param metric its name among the metrics; a point leads into an object
 * @param interval between percentiles of bootstrapped samples
 */
public record MetricInterval(String metric, Interval interval) {
  private static final long SEED = 1;

  /**
   * That of a mean.
   *
   * @param values of each example, at least one
   */
  static MetricInterval of(String metric, double[] values) {
    return new MetricInterval(metric, Bootstrap.seeded(SEED).ofMean(values));
  }

  /**
   * That of an accuracy: as many examples are right as it says. Empty for metrics that have none.
   */
  public static Optional<MetricInterval> ofAccuracy(Metrics metrics) {
    return switch (metrics) {
      case ClassificationMetrics classes ->
          Optional.of(ofShare("accuracy", classes.accuracy(), classes.confusion().examples()));
      case MultiLabelMetrics several ->
          Optional.of(ofShare("subsetAccuracy", several.subsetAccuracy(), several.examples()));
      default -> Optional.empty();
    };
  }

  private static MetricInterval ofShare(String metric, double share, long examples) {
    double[] values = new double[Math.toIntExact(examples)];
    Arrays.fill(values, 0, Math.toIntExact(Math.round(share * examples)), 1);
    return of(metric, values);
  }

  /**
   * That of the F1 of all entities, sentence by sentence.
   *
   * @param truth tags of each sentence, at least one
   * @param prediction likewise
   */
  static MetricInterval ofEntities(
      List<List<String>> truth, List<List<String>> prediction, EntityScheme scheme) {
    int[] hits = new int[truth.size()];
    int[] both = new int[truth.size()];
    for (int s = 0; s < hits.length; s++) {
      List<EntityScheme.Entity> expected = scheme.entities(truth.get(s));
      List<EntityScheme.Entity> found = scheme.entities(prediction.get(s));
      hits[s] = (int) expected.stream().filter(found::contains).count();
      both[s] = expected.size() + found.size();
    }
    return ofRatio(
        "micro.f1",
        sample -> 2.0 * sum(hits, sample) / Math.max(1, sum(both, sample)),
        hits.length);
  }

  /** That of the part of right tags, sentence by sentence. */
  static MetricInterval ofTags(List<List<String>> truth, List<List<String>> prediction) {
    int[] right = new int[truth.size()];
    int[] all = new int[truth.size()];
    for (int s = 0; s < right.length; s++) {
      all[s] = truth.get(s).size();
      for (int w = 0; w < all[s]; w++) {
        right[s] += truth.get(s).get(w).equals(prediction.get(s).get(w)) ? 1 : 0;
      }
    }
    return ofRatio(
        "accuracy", sample -> (double) sum(right, sample) / sum(all, sample), right.length);
  }

  private static MetricInterval ofRatio(
      String metric, ToDoubleFunction<int[]> value, int sentences) {
    return new MetricInterval(metric, Bootstrap.seeded(SEED).interval(sentences, value));
  }

  private static long sum(int[] counts, int[] sample) {
    long sum = 0;
    for (int i : sample) {
      sum += counts[i];
    }
    return sum;
  }

  /** That of nDCG@10, the mean over queries. */
  public static MetricInterval ofQueries(List<RankedQuery> queries) {
    return of("ndcgAt10", queries.stream().mapToDouble(query -> query.ndcgAt(10)).toArray());
  }

  /** For people. */
  public String line() {
    return "%-20s %.4f to %.4f in %.0f %% of samples"
        .formatted(metric, interval.low(), interval.high(), 100 * interval.confidence());
  }

  /** For people, beside the metric; nothing where all samples are alike: it would look sure. */
  String range() {
    return interval.low() == interval.high()
        ? ""
        : " (%.3f to %.3f)".formatted(interval.low(), interval.high());
  }

  /** For programs. */
  public Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("metric", metric);
    map.put("low", interval.low());
    map.put("high", interval.high());
    map.put("confidence", interval.confidence());
    return map;
  }
}
