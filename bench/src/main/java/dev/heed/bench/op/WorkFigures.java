package dev.heed.bench.op;

import dev.heed.bench.Timings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one engine at one piece of work, as columns of a row.
 *
 * @param flops of one call
 * @param bytes of one call, operands and results
 */
public record WorkFigures(Timings time, double flops, double bytes) {
  /** 10⁹ multiplications and additions a second. */
  public double gflops() {
    return flops / time.median() / 1e6;
  }

  /** Adds times, whether they are steady, and rates. */
  public void addTo(Map<String, @Nullable Object> row) {
    double median = time.median();
    row.put("medianMicros", 1000 * median);
    row.put("minMicros", 1000 * time.min());
    row.put("maxMicros", 1000 * time.max());
    row.put("unsteady", Steadiness.isUnsteady(time));
    row.put("gflops", gflops());
    row.put("gbytesPerSecond", bytes / median / 1e6);
  }
}
