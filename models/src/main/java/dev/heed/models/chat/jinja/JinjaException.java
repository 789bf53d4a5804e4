package dev.heed.models.chat.jinja;

/** A template that cannot be read, or that failed while it was rendered. */
public final class JinjaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean refusal;

  JinjaException(String message) {
    this(message, false);
  }

  private JinjaException(String message, boolean refusal) {
    super(message);
    this.refusal = refusal;
  }

  /** What a template says by {@code raise_exception}. */
  static JinjaException refusal(String message) {
    return new JinjaException(message, true);
  }

  /** Whether the template itself called {@code raise_exception}. */
  public boolean refusal() {
    return refusal;
  }

  JinjaException at(int line) {
    JinjaException placed = new JinjaException("line " + line + ": " + getMessage(), refusal);
    placed.initCause(this);
    return placed;
  }
}
