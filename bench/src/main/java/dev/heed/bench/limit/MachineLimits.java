package dev.heed.bench.limit;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Ceilings for so many threads at once.
 *
 * @param threads that worked at the same time
 * @param fmaGflops GFLOP/s of fused multiply–adds on registers, as the SIMD backend measures it
 * @param reads through caches, where their sizes are known, and through memory
 */
public record MachineLimits(int threads, double fmaGflops, List<Reads> reads) {
  /** What the weights of a small model take; L3 is shared, so a part of it. */
  private static final long MODEL_BYTES = 64 << 20;

  /** Where nobody says how large the last cache is. */
  private static final long LEAST_MEMORY_BYTES = 256 << 20;

  public MachineLimits {
    if (reads.isEmpty()) {
      throw new IllegalArgumentException("the limits of a machine need reads through memory");
    }
  }

  /**
   * How fast it can be read.
   *
   * @param from such as {@code L2} or {@code memory}
   * @param bytes that were gone through
   */
  public record Reads(String from, long bytes, double gbytesPerSecond) {}

  /** Takes some seconds. */
  public static MachineLimits measure(int threads) {
    double fma = fmaGflops(threads);
    List<Reads> reads = new ArrayList<>();
    sizes(threads, Caches.ofThisMachine(), Runtime.getRuntime().maxMemory())
        .forEach((from, bytes) ->
            reads.add(new Reads(from, bytes, ReadBandwidth.gbytesPerSecond(threads, bytes))));
    MachineLimits limits = new MachineLimits(threads, fma, reads);
    System.out.printf(Locale.ROOT, "%d threads: FMA %.1f GFLOP/s", threads, fma);
    for (Reads one : reads) {
      System.out.printf(
          Locale.ROOT,
          "; reading %,d MiB from %s %.1f GB/s",
          one.bytes >> 20,
          one.from,
          one.gbytesPerSecond);
    }
    System.out.println();
    return limits;
  }

  /**
   * What to go through, in bytes: half of each thread's L2, a part of L3 that no L2 holds, and
   * twice of what the last cache holds, or of the heap what can be spared.
   */
  static Map<String, Long> sizes(int threads, Caches caches, long heap) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    long l2 = threads * caches.level(2).orElse(0);
    if (l2 > 0) {
      sizes.put("L2", l2 / 2);
    }
    long partOfL3 = Math.min(MODEL_BYTES, caches.level(3).orElse(0) / 2);
    if (partOfL3 > 2 * l2) {
      sizes.put("L3", partOfL3);
    }
    long largest = caches.bytes().values().stream().mapToLong(Long::longValue).max().orElse(0);
    sizes.put("memory", Math.min(Math.max(2 * largest, LEAST_MEMORY_BYTES), heap / 4));
    return Collections.unmodifiableMap(sizes);
  }

  /** GB/s of so many threads that go through so many bytes again and again. */
  public static double gbytesPerSecond(int threads, long bytes) {
    return ReadBandwidth.gbytesPerSecond(threads, bytes);
  }

  private static double fmaGflops(int threads) {
    try (Backend backend =
        Backends.installed()
            .choose(BackendRequest.named("cpu-simd"))
            .open(BackendOptions.DEFAULT.withThreads(threads))) {
      return backend.measureCeiling().orElseThrow() / 1e9;
    }
  }

  /** The fastest reads, above which no work lies that reads its operands at all. */
  public double fastestGbytesPerSecond() {
    return reads.stream()
        .max(Comparator.comparingDouble(Reads::gbytesPerSecond))
        .orElseThrow()
        .gbytesPerSecond;
  }

  /** For the results file. */
  public Map<String, Double> facts() {
    Map<String, Double> facts = new LinkedHashMap<>();
    facts.put("fmaGflops", fmaGflops);
    for (Reads one : reads) {
      String from = one.from.substring(0, 1).toUpperCase(Locale.ROOT) + one.from.substring(1);
      facts.put("readGbytesPerSecondFrom" + from, one.gbytesPerSecond);
      facts.put("readMebibytesFrom" + from, one.bytes / 1048576.0);
    }
    return facts;
  }
}
