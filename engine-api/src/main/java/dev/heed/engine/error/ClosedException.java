package dev.heed.engine.error;

/**
 * A scope, queue or backend was used after it had been closed (or a tensor after its memory had
 * gone).
 */
public final class ClosedException extends HeedException {
  private static final long serialVersionUID = 1L;

  public ClosedException(String message) {
    super(message);
  }

  public ClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
