package dev.heed.app.doctor;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import java.time.Duration;

/**
 * How fast a backend is at what Transformers do most: {@link PackedLinear}, once bound by
 * arithmetic and once by memory.
 *
 * @param gigaflops 10⁹ multiplications and additions a second, over 256 rows at once
 * @param gigabytes 10⁹ bytes of weights a second, over one row: what bounds the generation of text
 */
public record Speed(double gigaflops, double gigabytes) {
  private static final int ROWS = 256;
  private static final int IN = 768;
  private static final int OUT = 3072;

  /** 64 MiB of weights: more than the caches of most processors hold. */
  private static final int ONE_ROW_OUT = 16384;

  private static final int ONE_ROW_IN = 1024;

  /** The JIT compiler needs most of a second; afterwards the best run counts. */
  private static final Duration BUDGET = Duration.ofMillis(1200);

  /** Measures both; takes about three seconds. */
  public static Speed measure(Backend backend) {
    try (Workbench bench = new Workbench(backend)) {
      double products = bestSeconds(bench, linear(bench, ROWS, IN, OUT));
      double oneRow = bestSeconds(bench, linear(bench, 1, ONE_ROW_IN, ONE_ROW_OUT));
      return new Speed(
          2.0 * ROWS * IN * OUT / products / 1e9,
          (double) Float.BYTES * ONE_ROW_IN * ONE_ROW_OUT / oneRow / 1e9);
    }
  }

  private static Op linear(Workbench bench, int rows, int in, int out) {
    return new PackedLinear(
        bench.uniform(1, rows, in),
        bench.packed(2, out, in),
        null,
        Activation.IDENTITY,
        bench.zeros(rows, out));
  }

  private static double bestSeconds(Workbench bench, Op op) {
    long best = Long.MAX_VALUE;
    long start = System.nanoTime();
    long before = start;
    while (before - start < BUDGET.toNanos()) {
      bench.run(op);
      long after = System.nanoTime();
      best = Math.min(best, after - before);
      before = after;
    }
    return best / 1e9;
  }
}
