package dev.heed.models.train;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Pass;

/**
 * What is made smaller: runs a model over a batch and says what each item costs.
 *
 * @param <T> what it compares with
 */
public interface Objective<T> {
  /**
   * The losses of a batch. Runs ops of the pass alone; what it computes depends on nothing but the
   * parameters and the arguments.
   */
  Losses losses(Pass pass, TokenBatch tokens, T targets);

  /**
   * Which losses these are, with every setting of theirs, such as {@code cross-entropy, smoothing
   * 0.1}: a training does not go on from the checkpoint of one that made something else smaller.
   */
  String inWords();

  /** Losses alone, of which an {@link Objective} knows more. */
  @FunctionalInterface
  interface Computation<T> {
    /** As {@link Objective#losses} computes them. */
    Losses losses(Pass pass, TokenBatch tokens, T targets);
  }

  /**
   * An objective.
   *
   * @param inWords see {@link #inWords}
   */
  static <T> Objective<T> of(String inWords, Computation<T> computation) {
    return new Objective<>() {
      @Override
      public Losses losses(Pass pass, TokenBatch tokens, T targets) {
        return computation.losses(pass, tokens, targets);
      }

      @Override
      public String inWords() {
        return inWords;
      }
    };
  }
}
