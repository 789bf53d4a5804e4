package dev.heed.bench.load;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.DoubleStream;

/** How long each call of a load took, and how long the load lasted. */
public final class Latencies {
  private final double[] sorted;
  private final double seconds;

  /**
   * Calls in any order.
   *
   * @param millis of each call
   * @param seconds from the first call's start to the last one's end
   */
  public Latencies(double[] millis, double seconds) {
    if (millis.length == 0 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "a load needs calls and time; there were %d in %g s".formatted(millis.length, seconds));
    }
    sorted = millis.clone();
    Arrays.sort(sorted);
    this.seconds = seconds;
  }

  /** All calls of some loads, one after the other. */
  public static Latencies together(Collection<Latencies> loads) {
    return new Latencies(
        loads.stream().flatMapToDouble(load -> DoubleStream.of(load.sorted)).toArray(),
        loads.stream().mapToDouble(load -> load.seconds).sum());
  }

  /** The least time that so many of a hundred calls do not exceed (nearest rank). */
  public double percentile(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.clamp(rank, 1, sorted.length) - 1];
  }

  /** Calls. */
  public int count() {
    return sorted.length;
  }

  /** Throughput of all callers together. */
  public double callsPerSecond() {
    return sorted.length / seconds;
  }
}
