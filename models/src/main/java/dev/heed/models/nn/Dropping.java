package dev.heed.models.nn;

import dev.heed.engine.op.Chance;
import org.jspecify.annotations.Nullable;

/**
 * The dropout of one pass: every use draws other elements, in the order of the layers, and the same
 * seed draws the same again.
 */
public final class Dropping {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final float states;
  private final float attention;
  private final long seed;
  private long uses;

  /**
   * @param states rate for what is added to hidden states, and for these where they begin and end
   * @param attention rate for the weights of attention
   * @param seed another one for every step
   */
  public Dropping(float states, float attention, long seed) {
    this.states = states;
    this.attention = attention;
    this.seed = seed;
  }

  /** Another one that draws what this one draws from here on. */
  public Dropping copy() {
    Dropping copy = new Dropping(states, attention, seed);
    copy.uses = uses;
    return copy;
  }

  /** For the next use among hidden states; null where nothing is dropped. */
  @Nullable Chance ofStates() {
    return next(states);
  }

  /** For the next attention; null where nothing is dropped. */
  @Nullable Chance ofAttention() {
    return next(attention);
  }

  /** At a rate of its own; null where that is 0. */
  @Nullable Chance at(float rate) {
    return next(rate);
  }

  private @Nullable Chance next(float rate) {
    uses++;
    return rate == 0 ? null : new Chance(rate, seed + uses * GOLDEN);
  }
}
