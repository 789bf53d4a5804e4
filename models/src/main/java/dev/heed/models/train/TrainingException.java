package dev.heed.models.train;

import dev.heed.engine.error.HeedException;

/**
 * A training that cannot begin or cannot go on. The message says at which step and why, and what to
 * do; the last checkpoint is as it was.
 */
public final class TrainingException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** With what came, what was expected, and what to do. */
  public TrainingException(String message) {
    super(message);
  }

  /** The same, with the error behind it. */
  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
