package dev.heed.engine.error;

/** An op, layout or tensor that breaks the contract: a shape, element type, index or overlap. */
public final class InvalidOpException extends HeedException {
  private static final long serialVersionUID = 1L;

  public InvalidOpException(String message) {
    super(message);
  }

  public InvalidOpException(String message, Throwable cause) {
    super(message, cause);
  }
}
