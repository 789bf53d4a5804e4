package dev.heed.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Contestants that do the same work in turns, so that both sides of a ratio meet the same noise.
 */
public final class Contest {
  /**
   * Idle threads of native runtimes spin before they sleep, OpenBLAS's longest (some 25 ms): until
   * then they take a processor from whoever comes next.
   */
  private static final int MILLIS_TO_SLEEP = 50;

  /** Of so long a call, waking up is no part that could be seen. */
  private static final int LONG_MILLIS = 250;

  /** Less of a gain is noise. */
  private static final double FASTER = 0.95;

  private final Effort effort;
  private final int threads;

  /**
   * A contest to be run.
   *
   * @param threads of each contestant
   */
  public Contest(Effort effort, int threads) {
    this.effort = effort;
    this.threads = threads;
  }

  /** Warms everybody up, then times them in turns; the timings come in the contestants' order. */
  public List<Timings> run(List<? extends Contestant> contestants) {
    int count = contestants.size();
    int[] calls = new int[count];
    boolean[] wakes = new boolean[count];
    for (int c = 0; c < count; c++) {
      letOthersSleep();
      double fastest = warmUp(contestants.get(c));
      wakes[c] = fastest < LONG_MILLIS;
      calls[c] = (int) Math.ceil(Math.max(1, effort.turnMillis() / fastest));
    }
    double[][] millis = new double[count][effort.rounds()];
    for (int round = 0; round < effort.rounds(); round++) {
      for (int turn = 0; turn < count; turn++) {
        int c = (round + turn) % count; // nobody is always first
        letOthersSleep();
        if (wakes[c]) {
          contestants.get(c).millis(1); // wakes its threads and fetches its operands
        }
        millis[c][round] = contestants.get(c).millis(calls[c]);
      }
    }
    List<Timings> timings = new ArrayList<>();
    Arrays.stream(millis).map(Timings::new).forEach(timings::add);
    return timings;
  }

  /**
   * Milliseconds of its fastest calls: ends when it has not become any faster for the time set, so
   * that a compiler gets as long as it needs. Short calls come in runs that double: one by one they
   * time badly.
   */
  private double warmUp(Contestant contestant) {
    double fastest = Double.POSITIVE_INFINITY;
    long faster = System.nanoTime();
    int calls = 1;
    do {
      double millis = contestant.millis(calls);
      if (millis < FASTER * fastest) {
        faster = System.nanoTime();
      }
      fastest = Math.min(fastest, millis);
      if (millis * calls < effort.turnMillis()) {
        calls *= 2;
      }
    } while (System.nanoTime() - faster < effort.warmUpMillis() * 1_000_000L);
    return fastest;
  }

  /** A runtime that works on one thread has none of its own that could spin. */
  private void letOthersSleep() {
    if (threads > 1) {
      letThreadsSleep();
    }
  }

  /** Waits until idle threads of native runtimes have gone to sleep. */
  public static void letThreadsSleep() {
    try {
      Thread.sleep(MILLIS_TO_SLEEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the measurement was interrupted", e);
    }
  }
}
