package dev.heed.models.generate;

import dev.heed.models.random.SplitMix;

/**
 * Random numbers without a state: each is a function of a seed and a place, so that what one
 * sequence draws does not depend on any other.
 *
 * <p>The mixing function is that of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014), over the seed first and then over the place.
 */
final class CounterRandom {
  private CounterRandom() {}

  /** From 0 to below 1, in steps of 2^-53. */
  static double uniform(long seed, long place) {
    return (SplitMix.mix(SplitMix.mix(seed + SplitMix.GOLDEN) + (place + 1) * SplitMix.GOLDEN)
            >>> 11)
        * 0x1p-53;
  }
}
