package dev.heed.app.doctor;

import dev.heed.engine.op.Op;
import java.time.Duration;
import java.util.List;

/** Times ops on a bench. The best run counts: others had to share the machine. */
final class Stopwatch {
  /** So long without a better run, and the JIT compiler has done what it can. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** What counts as better: compiled code is several times faster, a lucky run is not. */
  private static final double BETTER = 0.95;

  /** Where a single run takes longer than all patience. */
  private static final int LEAST_RUNS = 3;

  private final Workbench bench;
  private final Runnable each;

  /**
   * @param each called before each run
   */
  Stopwatch(Workbench bench, Runnable each) {
    this.bench = bench;
    this.each = each;
  }

  /** Seconds of the best run of ops one after the other. */
  double best(List<Op> ops) {
    long best = Long.MAX_VALUE;
    long bestBefore = Long.MAX_VALUE; // when the clock of patience was wound up
    long wound = System.nanoTime();
    for (int r = 0; r < LEAST_RUNS || System.nanoTime() - wound < PATIENCE.toNanos(); r++) {
      each.run();
      long before = System.nanoTime();
      ops.forEach(bench::run);
      best = Math.min(best, System.nanoTime() - before);
      if (best < BETTER * bestBefore) {
        bestBefore = best;
        wound = System.nanoTime();
      }
    }
    return best / 1e9;
  }
}
