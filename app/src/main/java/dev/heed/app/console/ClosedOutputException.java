package dev.heed.app.console;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Whoever read our output went away: no error, but nothing is left to do. */
public final class ClosedOutputException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  ClosedOutputException(IOException cause) {
    super("the reader of the output went away", cause);
  }
}
