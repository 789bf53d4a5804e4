package dev.heed.app.io;

import dev.heed.engine.error.HeedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A file or stream could not be read or written. The message names it and says what to do. */
public final class FileException extends HeedException {
  private static final long serialVersionUID = 1L;

  public FileException(String message) {
    super(message);
  }

  public FileException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What went wrong with a file, in words instead of exception names. */
  public static FileException reading(String file, IOException cause) {
    return new FileException(file + ": cannot be read: " + inWords(cause), cause);
  }

  /** What went wrong with a file, in words instead of exception names. */
  public static FileException writing(String file, IOException cause) {
    return new FileException(file + ": cannot be written: " + inWords(cause), cause);
  }

  /**
   * The path of that name.
   *
   * @throws FileException if this system cannot have such a file
   */
  public static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      // A JVM started under LC_ALL=C cannot name a file with an umlaut in it.
      throw new FileException(
          "'%s' names no file here: %s; if it holds letters beyond ASCII, set LC_ALL=C.UTF-8"
              .formatted(name, e.getReason()),
          e);
    }
  }

  private static String inWords(IOException cause) {
    return switch (cause) {
      case NoSuchFileException e -> "there is no such file or folder";
      case AccessDeniedException e -> "permission denied";
      case NotDirectoryException e -> "a part of its path is not a folder";
      case DirectoryNotEmptyException e -> "a folder of that name exists";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
    };
  }
}
