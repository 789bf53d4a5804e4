package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

/**
 * Which elements dropout drops (Srivastava et al., 2014): a function of the seed and the element's
 * number, so that every backend, any number of threads and a run that was resumed drop the same.
 *
 * <pre>
 *   mix(x): x ^= x ⋙ 16; x *= 0x21F0AAAD; x ^= x ⋙ 15; x *= 0xD35A2D97; x ^= x ⋙ 15     (32 bits)
 *  scrambled(z): z += 0x9E3779B97F4A7C15; z ^= z ⋙ 30; z *= 0xBF58476D1CE4E5B9;
 *                z ^= z ⋙ 27; z *= 0x94D049BB133111EB; z ^= z ⋙ 31                    (64 bits)
 *   bits(e) = mix(mix((first + e) ^ low) + high)     low and high: the halves of the scrambled seed
 *   e stays when (bits(e) ⋙ 8) ≥ round(rate · 2²⁴), and is then multiplied by 1 / (1 − rate)
 * </pre>
 *
 * <p>The seed is scrambled (SplitMix64, in the public domain), because seeds that only differ in
 * the low half would drop the same elements in another order. The mixer's constants are those of
 * Wellons and others (hash-prospector, in the public domain).
 *
 * @param rate part that is dropped, at least 0 and below 1
 * @param seed another one for every use in every step
 * @param first number of the first element, where a tensor is a part of what is dropped from; at
 *     least 0
 */
public record Chance(float rate, long seed, int first) {
  private static final int BITS = 24;

  public Chance {
    if (!(rate >= 0 && rate < 1)) {
      throw broken("dropout", "rate must be at least 0 and below 1, was " + rate);
    }
    if (first < 0) {
      throw broken("dropout", "first must be at least 0, was " + first);
    }
  }

  /** From the first element on. */
  public Chance(float rate, long seed) {
    this(rate, seed, 0);
  }

  /** The same chances for a part that starts at element {@code e}. */
  public Chance from(int e) {
    return new Chance(rate, seed, Math.addExact(first, e));
  }

  /** What an element's bits, shifted right by 8, are at least if it stays. */
  public int threshold() {
    return Math.round(rate * (1 << BITS));
  }

  /** What an element that stays is multiplied by. */
  public float scale() {
    return 1 / (1 - rate);
  }

  /** True when element {@code e} stays. */
  public boolean keeps(int e) {
    return bits(e) >>> (Integer.SIZE - BITS) >= threshold();
  }

  /** The random bits of element {@code e}. */
  public int bits(int e) {
    return mix(mix((first + e) ^ low()) + high());
  }

  /** The lower half of the scrambled seed. */
  public int low() {
    return (int) scrambled(seed);
  }

  /** The upper half of the scrambled seed. */
  public int high() {
    return (int) (scrambled(seed) >>> Integer.SIZE);
  }

  private static long scrambled(long seed) {
    long z = seed + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static int mix(int x) {
    x = (x ^ (x >>> 16)) * 0x21F0AAAD;
    x = (x ^ (x >>> 15)) * 0xD35A2D97;
    return x ^ (x >>> 15);
  }
}
