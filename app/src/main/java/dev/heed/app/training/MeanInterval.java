package dev.heed.app.training;

import dev.heed.models.evaluate.Bootstrap;
import dev.heed.models.evaluate.Interval;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How sure a metric is that is a mean over examples.
 *
 * @param metric its name among the metrics
 * @param interval between percentiles of bootstrapped samples
 */
public record MeanInterval(String metric, Interval interval) {
  private static final long SEED = 1;

  /**
   * That of a mean.
   *
   * @param values of each example, at least one
   */
  static MeanInterval of(String metric, double[] values) {
    return new MeanInterval(
        metric,
        Bootstrap.seeded(SEED)
            .interval(
                values.length,
                sample -> {
                  double sum = 0;
                  for (int i : sample) {
                    sum += values[i];
                  }
                  return sum / sample.length;
                }));
  }

  /** For people. */
  public String line() {
    return "%-20s %.4f to %.4f in %.0f %% of samples"
        .formatted(metric, interval.low(), interval.high(), 100 * interval.confidence());
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
