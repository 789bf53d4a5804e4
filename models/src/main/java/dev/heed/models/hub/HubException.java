package dev.heed.models.hub;

import dev.heed.engine.error.HeedException;

/**
 * A model could not be brought from a hub: it is not there, not allowed, not what was announced, or
 * cannot be kept. The message says what to do.
 */
public class HubException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** With what came, what was expected, and what to do. */
  public HubException(String message) {
    super(message);
  }

  /** The same, with the error behind it. */
  public HubException(String message, Throwable cause) {
    super(message, cause);
  }
}
