package dev.heed.bench.limit;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Ceilings for so many threads at once.
 *
 * @param threads that worked at the same time
 * @param fma256 GFLOP/s of fused multiply–adds on 256-bit vectors; 0 where there are none
 * @param fma512 the same on 512-bit vectors
 * @param readGbytesPerSecond reading through more memory than most caches hold
 */
public record MachineLimits(int threads, double fma256, double fma512, double readGbytesPerSecond) {

  /** Takes a second or two. */
  public static MachineLimits measure(int threads) {
    MachineLimits limits =
        new MachineLimits(
            threads,
            FmaCeiling.gflops(256, threads),
            FmaCeiling.gflops(512, threads),
            ReadBandwidth.gbytesPerSecond(threads));
    System.out.printf(
        Locale.ROOT,
        "%d threads: FMA %.1f GFLOP/s at 256 bits, %.1f at 512; reading %.1f GB/s%n",
        threads,
        limits.fma256,
        limits.fma512,
        limits.readGbytesPerSecond);
    return limits;
  }

  /** The higher FMA ceiling. */
  public double fmaGflops() {
    return Math.max(fma256, fma512);
  }

  /** For the results file. */
  public Map<String, Double> facts() {
    Map<String, Double> facts = new LinkedHashMap<>();
    facts.put("fmaGflops256", fma256);
    facts.put("fmaGflops512", fma512);
    facts.put("readGbytesPerSecond", readGbytesPerSecond);
    return facts;
  }
}
