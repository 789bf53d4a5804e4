package dev.heed.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A temporary folder for what goes to and fro between processes. */
public final class ScratchFolder implements AutoCloseable {
  private final Path folder;
  private final Map<String, Path> files = new LinkedHashMap<>();

  /** A new folder. */
  public ScratchFolder() {
    try {
      folder = Files.createTempDirectory("heed-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("there is no place for temporary files", e);
    }
  }

  /** The file of this name, there or not. */
  public Path file(String name) {
    return files.computeIfAbsent(name, folder::resolve);
  }

  @Override
  public void close() {
    try {
      for (Path file : files.values()) {
        Files.deleteIfExists(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("could not clear " + folder, e);
    }
  }
}
