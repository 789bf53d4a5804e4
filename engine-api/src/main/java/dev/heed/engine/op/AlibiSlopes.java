package dev.heed.engine.op;

import dev.heed.engine.error.InvalidOpException;
import java.util.Arrays;

/**
 * One slope per head of attention with linear biases (Press et al., 2022): a score loses {@code
 * slope · |last − j|}, where last is the key at which the query stands. Immutable.
 */
public final class AlibiSlopes {
  private final float[] slopes;

  private AlibiSlopes(float[] slopes) {
    this.slopes = slopes;
  }

  /** Slopes as a model states them, one per head; each finite. */
  public static AlibiSlopes of(float... slopes) {
    for (float slope : slopes) {
      if (!Float.isFinite(slope)) {
        throw new InvalidOpException("attention: ALiBi slopes must be finite, was " + slope);
      }
    }
    return new AlibiSlopes(slopes.clone());
  }

  /**
   * The paper's slopes: 2^(−8i/n) for i = 1 … n where n is a power of two; otherwise those of the
   * next smaller power, then every other one of the next greater.
   */
  public static AlibiSlopes forHeads(int heads) {
    if (heads < 1) {
      throw new InvalidOpException("attention: ALiBi needs at least one head, was " + heads);
    }
    float[] slopes = new float[heads];
    int power = Integer.highestOneBit(heads);
    for (int h = 0; h < heads; h++) {
      double exponent = h < power ? -8.0 * (h + 1) / power : -4.0 * (2 * (h - power) + 1) / power;
      slopes[h] = (float) Math.pow(2, exponent);
    }
    return new AlibiSlopes(slopes);
  }

  /** Number of heads. */
  public int heads() {
    return slopes.length;
  }

  /** Slope of one head. */
  public float slope(int head) {
    return slopes[head];
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof AlibiSlopes other && Arrays.equals(slopes, other.slopes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(slopes);
  }

  @Override
  public String toString() {
    return "ALiBi " + Arrays.toString(slopes);
  }
}
