package dev.heed.models.loss;

/**
 * Random numbers that are a function of a seed, an epoch, an example and a place in it: neither the
 * batch that an example comes in nor a run that was resumed changes them.
 *
 * <p>The mixing function is that of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014), over each part in turn.
 */
final class MaskingDraws {
  /** What numbers are drawn for at a place. The numbers are part of what a seed means. */
  static final int CHOICE = 0;

  static final int KIND = 1;

  /** And whatever follows. */
  static final int TOKEN = 2;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long start;

  MaskingDraws(long seed, int epoch, long example) {
    long ofEpoch = mix(mix(seed + GOLDEN) + (epoch + 1L) * GOLDEN);
    start = mix(ofEpoch + (example + 1) * GOLDEN);
  }

  /** From 0 to below 1, in steps of 2^-53. */
  double uniform(int place, int use) {
    return (mix(mix(start + (place + 1L) * GOLDEN) + (use + 1L) * GOLDEN) >>> 11) * 0x1p-53;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
