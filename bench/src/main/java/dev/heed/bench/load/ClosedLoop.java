package dev.heed.bench.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers that call again as soon as they have their answer. */
public final class ClosedLoop {
  private ClosedLoop() {}

  /** What is under load. */
  @FunctionalInterface
  public interface Service {
    /**
     * Answers one call.
     *
     * @param caller from 0
     * @param turn of this caller, from 0
     */
    void call(int caller, int turn);
  }

  /**
   * Runs for so long, and until the calls that were under way have ended. Every caller calls at
   * least once, after one call that does not count.
   */
  public static Latencies run(int callers, int millis, Service service) {
    CountDownLatch ready = new CountDownLatch(callers);
    List<Future<Caller>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      for (int c = 0; c < callers; c++) {
        Caller caller = new Caller(c);
        running.add(threads.submit(() -> caller.run(ready, millis, service)));
      }
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      double[] all = new double[0];
      for (Future<Caller> one : running) {
        Caller caller = one.get();
        first = Math.min(first, caller.begin);
        last = Math.max(last, caller.end);
        double[] more = caller.latencies();
        int before = all.length;
        all = Arrays.copyOf(all, before + more.length);
        System.arraycopy(more, 0, all, before, more.length);
      }
      return new Latencies(all, (last - first) / 1e9);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a caller failed", e);
    }
  }

  private static final class Caller {
    private final int number;
    private double[] millis = new double[1024];
    private int calls;
    private long begin;
    private long end;

    private Caller(int number) {
      this.number = number;
    }

    private Caller run(CountDownLatch ready, int duration, Service service)
        throws InterruptedException {
      try {
        service.call(number, 0);
      } finally {
        ready.countDown(); // else the others would wait for one that failed
      }
      ready.await();
      begin = System.nanoTime();
      end = begin;
      do {
        long before = end;
        service.call(number, calls);
        end = System.nanoTime();
        if (calls == millis.length) {
          millis = Arrays.copyOf(millis, 2 * calls);
        }
        millis[calls++] = (end - before) / 1e6;
      } while (end - begin < duration * 1_000_000L);
      return this;
    }

    private double[] latencies() {
      return Arrays.copyOf(millis, calls);
    }
  }
}
