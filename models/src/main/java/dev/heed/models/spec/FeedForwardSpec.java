package dev.heed.models.spec;

import dev.heed.engine.op.Activation;

/**
 * down(f(up(x))).
 *
 * @param width of the inner layer
 * @param activation f
 */
public record FeedForwardSpec(int width, Activation activation) {
  public FeedForwardSpec {
    if (width < 1) {
      throw new ModelException("feed-forward: width %d is not positive".formatted(width));
    }
  }
}
