package dev.heed.bench.limit;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Ceilings for so many threads at once.
 *
 * @param threads that worked at the same time
 * @param fmaGflops GFLOP/s of fused multiply–adds on registers, as the SIMD backend measures it
 * @param readGbytesPerSecond reading through more memory than most caches hold
 */
public record MachineLimits(int threads, double fmaGflops, double readGbytesPerSecond) {

  /** Takes some seconds. */
  public static MachineLimits measure(int threads) {
    MachineLimits limits =
        new MachineLimits(threads, fmaGflops(threads), ReadBandwidth.gbytesPerSecond(threads));
    System.out.printf(
        Locale.ROOT,
        "%d threads: FMA %.1f GFLOP/s; reading %.1f GB/s%n",
        threads,
        limits.fmaGflops,
        limits.readGbytesPerSecond);
    return limits;
  }

  private static double fmaGflops(int threads) {
    try (Backend backend =
        Backends.installed()
            .choose(BackendRequest.named("cpu-simd"))
            .open(BackendOptions.DEFAULT.withThreads(threads))) {
      return backend.measureCeiling().orElseThrow() / 1e9;
    }
  }

  /** For the results file. */
  public Map<String, Double> facts() {
    Map<String, Double> facts = new LinkedHashMap<>();
    facts.put("fmaGflops", fmaGflops);
    facts.put("readGbytesPerSecond", readGbytesPerSecond);
    return facts;
  }
}
