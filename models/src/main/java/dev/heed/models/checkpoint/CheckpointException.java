package dev.heed.models.checkpoint;

import dev.heed.engine.error.HeedException;

/**
 * A model file could not be read or written. The message names the file, says what came and what
 * was expected, and what to do about it where that is known.
 */
public final class CheckpointException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** With what came, what was expected, and what to do. */
  public CheckpointException(String message) {
    super(message);
  }

  /** The same, with the error behind it. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
