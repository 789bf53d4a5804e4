package dev.heed.models.train;

import dev.heed.engine.error.HeedException;

/**
 * Work beside the steps of a training was asked to stop. A {@link Trainer} ends by it as it does
 * between two steps; a {@link Validation} or an {@link Objective} may throw it too.
 */
public final class StopRequestedException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** Nothing is broken. */
  public StopRequestedException() {
    super("the training was asked to stop");
  }
}
