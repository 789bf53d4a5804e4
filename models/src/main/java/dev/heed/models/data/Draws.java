package dev.heed.models.data;

import dev.heed.models.random.SplitMix;

/**
 * Random numbers that are a function of a seed, a use, a round (an epoch, a stratum) and how many
 * were drawn before: no use disturbs another.
 *
 * <p>The mixing function is that of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014), over each part in turn.
 */
final class Draws {
  /** What numbers are drawn for. The numbers are part of what a seed means. */
  enum Use {
    SHUFFLE(1),
    BUFFER(2),
    BATCHES(3),
    BATCH_ORDER(4),
    SPLIT(5),
    FEW_SHOT(6),
    AUGMENTATION(7),
    PAIRS(8),
    PAIR_BATCHES(9),
    CLASS_PAIRS(10),
    CLASS_PAIR_BATCHES(11);

    private final long number;

    Use(long number) {
      this.number = number;
    }
  }

  private final long start;
  private long drawn;

  Draws(long seed, Use use, long round) {
    long of = SplitMix.mix(seed + SplitMix.GOLDEN);
    of = SplitMix.mix(of + use.number * SplitMix.GOLDEN);
    start = SplitMix.mix(of + (round + 1) * SplitMix.GOLDEN);
  }

  /** The next one from 0 to below a number; the bias is below that number times 2^-64. */
  int below(int end) {
    return (int) Math.unsignedMultiplyHigh(next(), end);
  }

  /** The next one from 0 to below 1, in steps of 2^-53. */
  double uniform() {
    return (next() >>> 11) * 0x1p-53;
  }

  /** Puts numbers into an order drawn evenly from all (Fisher and Yates). */
  void shuffle(int[] numbers) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int taken = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = taken;
    }
  }

  private long next() {
    return SplitMix.mix(start + ++drawn * SplitMix.GOLDEN);
  }
}
