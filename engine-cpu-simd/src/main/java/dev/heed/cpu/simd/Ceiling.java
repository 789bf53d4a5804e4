package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.FmaLoop;
import dev.heed.cpu.simd.team.Region;
import dev.heed.cpu.simd.team.WorkerTeam;

/** What all threads of a team can do at once if arithmetic alone is the limit. */
final class Ceiling {
  /** Some five milliseconds: the time to wake a thread does not count beside it. */
  private static final int ROUNDS = 3_000_000;

  /** The JIT compiler is asked after the first few; the best of the rest counts. */
  private static final int LAUNCHES = 40;

  private final float[] results;

  private Ceiling(int members) {
    this.results = new float[members];
  }

  /** F32 multiplications and additions a second. */
  static double measure(WorkerTeam team) {
    return new Ceiling(team.size()).best(team);
  }

  private double best(WorkerTeam team) {
    Region region = new Region();
    int parts = team.size();
    long best = Long.MAX_VALUE;
    for (int launch = 0; launch < LAUNCHES; launch++) {
      long start = System.nanoTime();
      team.run(region, parts, (part, member) -> results[part] = FmaLoop.run(ROUNDS, 1 + part));
      best = Math.min(best, System.nanoTime() - start);
    }
    return (double) FmaLoop.operations() * ROUNDS * parts / best * 1e9;
  }
}
