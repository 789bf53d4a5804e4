package dev.heed.models.train;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Pass;

/**
 * What is made smaller: runs a model over a batch and says what each item costs.
 *
 * @param <T> what it compares with
 */
@FunctionalInterface
public interface Objective<T> {
  /**
   * The losses of a batch. Runs ops of the pass alone; what it computes depends on nothing but the
   * parameters and the arguments.
   */
  Losses losses(Pass pass, TokenBatch tokens, T targets);
}
