package dev.heed.bench.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same small work on some threads at once, again and again; the fastest round counts. */
final class Crowd {
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 30_000_000;

  /** Interpreted, a loop on vectors runs at a hundredth; on a busy machine C2 takes its time. */
  private static final int ROUNDS_WITHOUT_GAIN = 50;

  /** Less of a gain is noise. */
  private static final double GAIN = 1.05;

  private Crowd() {}

  /** A piece of work for one thread, some microseconds long. */
  interface Piece {
    /** What it returns is kept, so that the work is done. */
    float run(int thread);
  }

  /** Pieces a second of all threads together. */
  static double piecesPerSecond(int threads, Piece piece) {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Future<double[]>> members = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        int thread = t;
        members.add(pool.submit(() -> rates(thread, piece, start)));
      }
      double[] sum = new double[ROUNDS];
      for (Future<double[]> member : members) {
        double[] rates = member.get();
        for (int r = 0; r < ROUNDS; r++) {
          sum[r] += rates[r];
        }
      }
      double best = 0;
      for (double rate : sum) {
        best = Math.max(best, rate);
      }
      return best;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a limit of the machine could not be measured", e);
    }
  }

  private static double[] rates(int thread, Piece piece, CyclicBarrier start)
      throws InterruptedException, BrokenBarrierException {
    warmUp(thread, piece);
    double[] rates = new double[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
      start.await();
      rates[r] = rate(thread, piece);
    }
    return rates;
  }

  private static void warmUp(int thread, Piece piece) {
    double best = 0;
    for (int round = 0; round < ROUNDS_WITHOUT_GAIN; round++) {
      double rate = rate(thread, piece);
      if (rate > GAIN * best) {
        best = rate;
        round = 0;
      }
    }
  }

  private static double rate(int thread, Piece piece) {
    long begin = System.nanoTime();
    long pieces = 0;
    float kept = 0;
    long passed;
    do {
      kept += piece.run(thread);
      pieces++;
      passed = System.nanoTime() - begin;
    } while (passed < ROUND_NANOS);
    if (Float.isNaN(kept)) {
      throw new IllegalStateException("the values of a limit's loop ran away");
    }
    return pieces * 1e9 / passed;
  }
}
