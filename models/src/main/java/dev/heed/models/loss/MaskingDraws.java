package dev.heed.models.loss;

import dev.heed.models.random.SplitMix;

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

  private final long start;

  MaskingDraws(long seed, int epoch, long example) {
    long ofEpoch =
        SplitMix.mix(SplitMix.mix(seed + SplitMix.GOLDEN) + (epoch + 1L) * SplitMix.GOLDEN);
    start = SplitMix.mix(ofEpoch + (example + 1) * SplitMix.GOLDEN);
  }

  /** From 0 to below 1, in steps of 2^-53. */
  double uniform(int place, int use) {
    return (SplitMix.mix(
                SplitMix.mix(start + (place + 1L) * SplitMix.GOLDEN) + (use + 1L) * SplitMix.GOLDEN)
            >>> 11)
        * 0x1p-53;
  }
}
