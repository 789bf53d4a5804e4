package dev.heed.models.spec;

import dev.heed.engine.op.Activation;

/**
 * down(f(gate(x)) · up(x)), or down(f(up(x))).
 *
 * @param width of the inner layer
 * @param activation f
 * @param gated which of the two
 * @param bias whether the projections have one
 */
public record DecoderFeedForwardSpec(
    int width, Activation activation, boolean gated, boolean bias) {
  public DecoderFeedForwardSpec {
    if (width < 1) {
      throw new ModelException("feed-forward: width %d is not positive".formatted(width));
    }
  }
}
