package dev.heed.engine.error;

/** No backend could be chosen or opened; the message lists the reason and the remedy of each. */
public final class BackendUnavailableException extends HeedException {
  private static final long serialVersionUID = 1L;

  public BackendUnavailableException(String message) {
    super(message);
  }

  public BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
