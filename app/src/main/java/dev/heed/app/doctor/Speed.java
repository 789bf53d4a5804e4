package dev.heed.app.doctor;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How fast a backend is at what Transformers do most: {@link PackedLinear}, once bound by
 * arithmetic and once by memory; and how much of what the device could do that is.
 *
 * @param gigaflops 10⁹ multiplications and additions a second, over 256 rows at once
 * @param ceiling 10⁹ multiplications and additions a second that the device could do; empty where
 *     the backend does not measure it
 * @param gigabytes 10⁹ bytes of weights a second, over one row: what bounds the generation of text
 */
public record Speed(double gigaflops, OptionalDouble ceiling, double gigabytes) {
  /**
   * Products below this share of the ceiling have fallen off: C2 keeps a number in memory instead
   * of a register, boxes vectors, or the machine is busy. Sound ones reach 0.6 to 0.9.
   */
  public static final double FLOOR = 0.4;

  private static final int ROWS = 256;
  private static final int IN = 768;
  private static final int OUT = 3072;

  /** 64 MiB of weights: more than the caches of most processors hold. */
  private static final int ONE_ROW_OUT = 16384;

  private static final int ONE_ROW_IN = 1024;

  /** A quarter of the rows warms up the same kernel, also where a whole product takes a second. */
  private static final int WARM_UP_ROWS = 64;

  /** The JIT compiler needs most of a second. */
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  /** The best run counts: others had to share the machine. */
  private static final Duration MEASURED = Duration.ofMillis(500);

  private static final int RUNS = 5;

  /**
   * Measures all; takes about four seconds where products are fast, and ten with plain loops.
   *
   * @param each called before each run
   */
  public static Speed measure(Backend backend, Runnable each) {
    try (Workbench bench = new Workbench(backend)) {
      OptionalDouble before = backend.measureCeiling();
      warmUp(bench, linear(bench, WARM_UP_ROWS, IN, OUT), each);
      double products = bestSeconds(bench, linear(bench, ROWS, IN, OUT), each);
      Op read = linear(bench, 1, ONE_ROW_IN, ONE_ROW_OUT);
      warmUp(bench, read, each);
      double oneRow = bestSeconds(bench, read, each);
      each.run();
      OptionalDouble ceiling = greater(before, backend.measureCeiling());
      return new Speed(
          2.0 * ROWS * IN * OUT / products / 1e9,
          ceiling.isPresent()
              ? OptionalDouble.of(ceiling.getAsDouble() / 1e9)
              : OptionalDouble.empty(),
          (double) Float.BYTES * ONE_ROW_IN * ONE_ROW_OUT / oneRow / 1e9);
    }
  }

  /** The share of the ceiling that products reach; empty where there is none. */
  public OptionalDouble share() {
    return ceiling.isPresent()
        ? OptionalDouble.of(gigaflops / ceiling.getAsDouble())
        : OptionalDouble.empty();
  }

  /** False where products stay below {@link #FLOOR}. */
  public boolean isGood() {
    return share().orElse(1) >= FLOOR;
  }

  /** On a busy machine one of two may be far too low, and products would seem to surpass it. */
  static OptionalDouble greater(OptionalDouble one, OptionalDouble other) {
    return DoubleStream.concat(one.stream(), other.stream()).max();
  }

  private static Op linear(Workbench bench, int rows, int in, int out) {
    return new PackedLinear(
        bench.uniform(1, rows, in),
        bench.packed(2, out, in),
        null,
        Activation.IDENTITY,
        bench.zeros(rows, out));
  }

  private static void warmUp(Workbench bench, Op op, Runnable each) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < WARM_UP.toNanos()) {
      each.run();
      bench.run(op);
    }
  }

  private static double bestSeconds(Workbench bench, Op op, Runnable each) {
    long best = Long.MAX_VALUE;
    long start = System.nanoTime();
    for (int r = 0; r < RUNS || System.nanoTime() - start < MEASURED.toNanos(); r++) {
      each.run();
      long before = System.nanoTime();
      bench.run(op);
      best = Math.min(best, System.nanoTime() - before);
    }
    return best / 1e9;
  }
}
