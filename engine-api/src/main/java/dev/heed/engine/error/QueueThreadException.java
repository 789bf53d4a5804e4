package dev.heed.engine.error;

/** Two threads used one command queue at the same time. */
public final class QueueThreadException extends HeedException {
  private static final long serialVersionUID = 1L;

  public QueueThreadException(String message) {
    super(message);
  }

  public QueueThreadException(String message, Throwable cause) {
    super(message, cause);
  }
}
