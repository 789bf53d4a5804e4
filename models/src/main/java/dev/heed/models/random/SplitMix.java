package dev.heed.models.random;

/**
 * The mixing of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014): places are multiples of {@link #GOLDEN} added to a seed, and mixed.
 */
public final class SplitMix {
  /** 2^64 over the golden ratio, made odd. */
  public static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private SplitMix() {}

  /** Each bit depends on every bit; one to one. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
