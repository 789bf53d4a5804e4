package dev.heed.engine.error;

/** A valid op that this backend cannot run; {@code Backend.support} says so beforehand. */
public final class UnsupportedOpException extends HeedException {
  private static final long serialVersionUID = 1L;

  public UnsupportedOpException(String message) {
    super(message);
  }

  public UnsupportedOpException(String message, Throwable cause) {
    super(message, cause);
  }
}
