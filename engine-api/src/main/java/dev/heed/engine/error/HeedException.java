package dev.heed.engine.error;

/**
 * Root of the errors that Heed throws on purpose. A message names the operation, what was expected,
 * what came, and what to do about it.
 */
public class HeedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HeedException(String message) {
    super(message);
  }

  public HeedException(String message, Throwable cause) {
    super(message, cause);
  }
}
