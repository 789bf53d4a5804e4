package dev.heed.models;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A disk in memory that is soon full. */
public final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 1 << 13;

  private final FileSystem files;

  /** Of so many bytes. */
  public SmallDisk(long bytes) {
    files =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setBlockSize(BLOCK)
                .setMaxSize(bytes)
                .setMaxCacheSize(0)
                .build());
  }

  /** Its working folder. */
  public Path folder() {
    return files.getPath("/work");
  }

  /** What the files of a folder take on such a disk. */
  public static long size(Path folder) {
    return content(folder).values().stream()
        .mapToLong(file -> Math.ceilDiv(file.length, BLOCK) * (long) BLOCK)
        .sum();
  }

  /** Something else takes all that is left. */
  public void fill() {
    try (OutputStream out = Files.newOutputStream(folder().resolve("filler"))) {
      byte[] block = new byte[BLOCK];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // That is when it is full.
    }
  }

  /** What lies below a folder, by its names. */
  public static Map<String, byte[]> content(Path folder) {
    Map<String, byte[]> content = new TreeMap<>();
    for (Path file : tree(folder)) {
      content.put(folder.relativize(file).toString(), bytes(file));
    }
    return content;
  }

  /** Copies a folder to another disk. */
  public static void copy(Path from, Path to) {
    content(from)
        .forEach((name, bytes) -> {
          try {
            Path file = to.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static List<Path> tree(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
