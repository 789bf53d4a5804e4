package dev.heed.bench.op;

import dev.heed.bench.TableOptions;
import dev.heed.bench.Timings;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Sides of one case that take turns, a process for each turn, so that both sides of a ratio meet
 * the same noise.
 */
public final class OpTurns {
  /** Enough to see a process that differs from the others. */
  public static final int TURNS = 2;

  /** What a reader of a table must know of this. */
  public static final String METHOD =
      ("the backends take turns at each case, in %d processes each, of %d measurements each;"
              + " each answer is compared with cpu-reference before it is timed. A backend"
              + " whose slowest measurement takes more than %.0f times its fastest is"
              + " measured again after a longer warm-up; unsteady says that it stayed so")
          .formatted(TURNS, OpFork.MEASUREMENTS, Steadiness.LARGEST_SPREAD);

  private OpTurns() {}

  /** Measures them; the timings come in the order of the sides. */
  public static List<Timings> of(List<OpFork> sides, TableOptions options) throws RunnerException {
    return of(sides, TURNS, options);
  }

  /**
   * Measures them; the timings come in the order of the sides.
   *
   * @param turns of each side, each in a process of its own
   */
  public static List<Timings> of(List<OpFork> sides, int turns, TableOptions options)
      throws RunnerException {
    List<Steadiness> rounds = new ArrayList<>();
    sides.forEach(side -> rounds.add(new Steadiness()));
    for (int turn = 0; turn < turns; turn++) {
      for (int s = 0; s < sides.size(); s++) {
        rounds.get(s).add(sides.get(s).run(options, OpFork.WARM_UPS));
      }
    }
    for (int s = 0; s < sides.size(); s++) {
      if (rounds.get(s).isUnsteady()) {
        rounds.get(s).forget();
        for (int turn = 0; turn < turns; turn++) {
          rounds.get(s).add(sides.get(s).run(options, OpFork.LONG_WARM_UPS));
        }
      }
    }
    return rounds.stream().map(Steadiness::timings).toList();
  }
}
