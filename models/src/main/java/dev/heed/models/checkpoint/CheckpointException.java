package dev.heed.models.checkpoint;

import dev.heed.engine.error.HeedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A model file could not be read or written. The message names the file, says what came and what
 * was expected, and what to do about it where that is known.
 */
public final class CheckpointException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** With what came, what was expected, and what to do. */
  public CheckpointException(String message) {
    super(message);
  }

  /** A file or folder cannot be written, in words for what is usual. */
  public static CheckpointException writing(Path target, IOException cause) {
    String why =
        switch (cause) {
          case AccessDeniedException e -> "permission denied";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> cause.toString();
        };
    return new CheckpointException("%s: cannot be written: %s".formatted(target, why), cause);
  }

  /** The same, with the error behind it. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
