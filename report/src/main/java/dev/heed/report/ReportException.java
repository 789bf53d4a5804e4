package dev.heed.report;

import dev.heed.engine.error.HeedException;

/** A report that cannot be made or written; the message says why and what to do. */
public final class ReportException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** With what came and what was expected. */
  public ReportException(String message) {
    super(message);
  }

  /** The same, with the error behind it. */
  public ReportException(String message, Throwable cause) {
    super(message, cause);
  }
}
