package dev.heed.models.data;

import dev.heed.engine.error.HeedException;

/**
 * Data that cannot be used as it is. The message names the file, the line and the column where
 * there are some, says what was expected and what came.
 */
public final class DataException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** With what came, what was expected, and what to do. */
  public DataException(String message) {
    super(message);
  }

  /** The same, with the error behind it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
