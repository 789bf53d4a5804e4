package dev.heed.models.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The memory of one checkpoint: mapped files, and what had to be read or decoded into memory.
 * Closed once, whole; reads by other threads that are under way end with an error, never in memory
 * that is gone.
 */
final class Memory implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final List<Path> files = new ArrayList<>();
  private final List<MemorySegment> mapped = new ArrayList<>();
  private final List<Memory> adopted = new ArrayList<>();
  private final AtomicBoolean open = new AtomicBoolean(true);

  /** The files that were mapped, in that order. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /** Takes over what another holds: it is unloaded and closed with this one. */
  void adopt(Memory other) {
    files.addAll(other.files);
    mapped.addAll(other.mapped);
    adopted.add(other);
  }

  boolean isOpen() {
    return open.get();
  }

  /**
   * Runs a step of opening a model: when it fails, this memory is given back at once.
   *
   * @throws CheckpointException if a file was shortened while it was read, too
   */
  <T> T orClose(String origin, Supplier<T> step) {
    try {
      return step.get();
    } catch (InternalError e) {
      // What the JVM throws when a page of a mapped file is not there any more.
      close();
      throw new CheckpointException(origin + ": was shortened or lost while it was read", e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * The whole file, read-only, mapped.
   *
   * @throws CheckpointException if it is absent, empty, not a regular file, or not readable
   */
  MemorySegment map(Path file) {
    checkRegular(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0) {
        throw new CheckpointException(file + ": the file is empty; was its download cut off?");
      }
      files.add(file);
      return kept(channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena));
    } catch (AccessDeniedException e) {
      throw new CheckpointException(file + ": no permission to read this file", e);
    } catch (IOException e) {
      throw new CheckpointException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  /** A copy of these values, little-endian, outside of the heap. */
  MemorySegment of(float[] values) {
    MemorySegment copy = arena.allocate((long) values.length * Float.BYTES, Float.BYTES);
    MemorySegment.copy(values, 0, copy, Elements.FLOAT, 0, values.length);
    return copy.asReadOnly();
  }

  private MemorySegment map(StoredEntry entry) throws IOException {
    try (FileChannel channel = FileChannel.open(entry.jar(), StandardOpenOption.READ)) {
      return kept(channel.map(FileChannel.MapMode.READ_ONLY, entry.offset(), entry.size(), arena));
    }
  }

  private MemorySegment kept(MemorySegment segment) {
    mapped.add(segment);
    return segment.asReadOnly();
  }

  /** Tells the system that the pages of the mapped files are not needed now. */
  void unload() {
    mapped.forEach(MemorySegment::unload);
  }

  /** Opening a pipe or a device would wait for ever, or end never. */
  static void checkRegular(Path file) {
    if (Files.isDirectory(file)) {
      throw new CheckpointException(file + ": is a folder; expected a file");
    }
    if (Files.notExists(file)) {
      throw new CheckpointException(
          file + ": there is no such file", new NoSuchFileException(file.toString()));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new CheckpointException(file + ": is neither a file nor a link to one");
    }
  }

  /**
   * All that the URL names: mapped where it lies uncompressed in a jar, or else read into the heap.
   *
   * @throws CheckpointException if it cannot be read, is empty, or is to be read and longer than a
   *     Java array
   */
  MemorySegment read(URL url) {
    try {
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      Optional<StoredEntry> stored = StoredEntry.of(connection);
      if (stored.isPresent()) {
        return map(stored.get());
      }
      long length = connection.getContentLengthLong();
      if (length > TensorReader.MAX_ARRAY) {
        throw new CheckpointException(
            "%s: is %,d bytes, more than a Java array holds; unpack it to a file"
                .formatted(url, length));
      }
      try (InputStream stream = connection.getInputStream()) {
        byte[] bytes = length > 0 ? stream.readNBytes((int) length) : stream.readAllBytes();
        if (bytes.length == 0 || (length > 0 && bytes.length != length) || stream.read() >= 0) {
          throw new CheckpointException(
              "%s: %,d bytes could be read; expected %,d".formatted(url, bytes.length, length));
        }
        return MemorySegment.ofArray(bytes).asReadOnly();
      }
    } catch (IOException e) {
      throw new CheckpointException("%s: cannot be read: %s".formatted(url, e), e);
    }
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      arena.close();
      adopted.forEach(Memory::close);
    }
  }
}
