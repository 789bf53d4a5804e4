package dev.heed.bench;

/** What a user typed makes no sense; the message says what would. */
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** With one line for the user. */
  public UsageException(String message) {
    super(message);
  }
}
