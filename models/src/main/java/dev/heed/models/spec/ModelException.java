package dev.heed.models.spec;

import dev.heed.engine.error.HeedException;

/**
 * A model that cannot be used as it is: a setting that is not supported, parts that do not fit each
 * other, or work that this model cannot do. The message names the setting, tensor or part.
 */
public final class ModelException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** With what came, what was expected, and what to do. */
  public ModelException(String message) {
    super(message);
  }

  /** The same, with the error behind it. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
