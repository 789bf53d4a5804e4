package dev.heed.engine.error;

/** Memory that could not be had: what was asked for, by which scope, and what is in use. */
public final class MemoryLimitException extends HeedException {
  private static final long serialVersionUID = 1L;

  public MemoryLimitException(String message) {
    super(message);
  }

  public MemoryLimitException(String message, Throwable cause) {
    super(message, cause);
  }
}
