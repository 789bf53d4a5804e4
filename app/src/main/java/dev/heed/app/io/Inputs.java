package dev.heed.app.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Opens what the command line names: files, and the standard input as {@code -}. */
public final class Inputs {
  /** Stands for the standard input. */
  public static final String STDIN = "-";

  private final InputStream standardInput;

  public Inputs(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /** What error texts call an input. */
  public static String label(String name) {
    return name.equals(STDIN) ? "standard input" : name;
  }

  /** Bytes of these inputs together; −1 where that is not known beforehand. */
  public static long sizeOf(List<String> names) {
    long sum = 0;
    for (String name : names) {
      Path path = name.equals(STDIN) ? null : FileException.path(name);
      if (path == null || !Files.isRegularFile(path)) {
        return -1;
      }
      try {
        sum += Files.size(path);
      } catch (IOException e) {
        throw FileException.reading(name, e);
      }
    }
    return sum;
  }

  /**
   * Sees that all inputs can be opened, before a command goes to any trouble.
   *
   * @throws FileException if there is no such file, or it is a folder
   */
  public static void check(List<String> names) {
    for (String name : names) {
      if (!name.equals(STDIN)) {
        Path path = FileException.path(name);
        if (Files.isDirectory(path)) {
          throw new FileException(name + ": is a folder; expected a file");
        }
        if (!Files.exists(path)) {
          throw FileException.reading(name, new NoSuchFileException(name));
        }
      }
    }
  }

  /** True where one of the inputs is this file, by whatever name. */
  public static boolean contain(List<String> names, String file) {
    Path path = FileException.path(file);
    if (!Files.isRegularFile(path)) {
      return false;
    }
    for (String name : names) {
      try {
        if (!name.equals(STDIN) && Files.isSameFile(path, FileException.path(name))) {
          return true;
        }
      } catch (IOException e) {
        throw FileException.reading(name, e);
      }
    }
    return false;
  }

  /** The lines of a file, or of the standard input. */
  public Utf8Lines lines(String name) {
    return new Utf8Lines(label(name), open(name));
  }

  /**
   * The bytes of a file, or of the standard input, which stays open. Pipes and devices will do.
   *
   * @throws FileException if there is no such file, it is a folder, or reading it is not allowed
   */
  public InputStream open(String name) {
    if (name.equals(STDIN)) {
      return new FilterInputStream(standardInput) {
        @Override
        public void close() {}
      };
    }
    check(List.of(name));
    try {
      return Files.newInputStream(FileException.path(name));
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }
}
