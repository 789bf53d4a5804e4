package dev.heed.models.generate;

/**
 * Random numbers without a state: each is a function of a seed and a place, so that what one
 * sequence draws does not depend on any other.
 *
 * <p>The mixing function is that of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014), over the seed first and then over the place.
 */
final class CounterRandom {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private CounterRandom() {}

  /** From 0 to below 1, in steps of 2^-53. */
  static double uniform(long seed, long place) {
    return (mix(mix(seed + GOLDEN) + (place + 1) * GOLDEN) >>> 11) * 0x1p-53;
  }

  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
