package dev.heed.models.nn;

import dev.heed.engine.tensor.Tensor;

/** The layer that works on each token alone: [tokens, width] → [tokens, width]. */
public sealed interface Mlp permits FeedForward, GatedFeedForward {
  /** Into a new tensor. */
  Tensor apply(Pass pass, Tensor in);
}
