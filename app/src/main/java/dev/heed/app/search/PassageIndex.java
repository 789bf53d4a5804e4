package dev.heed.app.search;

import static dev.heed.app.search.IndexLayout.FLOAT;
import static dev.heed.app.search.IndexLayout.INT;
import static dev.heed.app.search.IndexLayout.LONG;

import com.google.common.collect.Comparators;
import dev.heed.app.io.FileException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;

/**
 * The passages of one file and their vectors, mapped from an index file until closed. For one
 * thread.
 */
public final class PassageIndex implements AutoCloseable {
  /** The checksum is computed over windows of this size: 16 MiB. */
  private static final long WINDOW = 1L << 24;

  private final Path file;
  private final Arena arena;
  private final MemorySegment bytes;
  private final IndexLayout layout;

  private PassageIndex(Path file, Arena arena, MemorySegment bytes, IndexLayout layout) {
    this.file = file;
    this.arena = arena;
    this.bytes = bytes;
    this.layout = layout;
  }

  /**
   * A passage that was found.
   *
   * @param number its place in the index
   * @param score cosine of the angle between its vector and the query's
   */
  public record Hit(long number, double score) {}

  /**
   * Opens an index, or gives nothing where there is none or it belongs to another key.
   *
   * @throws DamagedIndexException if the file is no index, or not whole
   * @throws FileException if it cannot be read
   */
  @SuppressWarnings("MustBeClosedChecker") // closed below, or by the index that it is handed to
  public static Optional<PassageIndex> open(Path file, IndexKey key) {
    Arena arena = Arena.ofConfined();
    boolean opened = false;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      IndexLayout layout = checkedHeader(file, bytes);
      if (!key.matches(
          bytes.asSlice(IndexLayout.KEY_AT, IndexKey.BYTES).toArray(ValueLayout.JAVA_BYTE))) {
        return Optional.empty();
      }
      checkBody(file, bytes);
      opened = true;
      return Optional.of(new PassageIndex(file, arena, bytes, layout));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FileException.reading(file.toString(), e);
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  private static IndexLayout checkedHeader(Path file, MemorySegment bytes) {
    if (bytes.byteSize() < IndexLayout.HEADER || bytes.get(LONG, 0) != IndexLayout.MAGIC) {
      throw new DamagedIndexException(file + ": is no index of this version");
    }
    int expected = bytes.get(INT, IndexLayout.HEADER_CHECKED);
    if (IndexLayout.checksum(bytes.asSlice(0, IndexLayout.HEADER_CHECKED).asByteBuffer())
        != expected) {
      throw new DamagedIndexException(file + ": the header's checksum is wrong");
    }
    long size = bytes.get(LONG, IndexLayout.FILE_BYTES_AT);
    if (size != bytes.byteSize()) {
      throw new DamagedIndexException(
          "%s: has %,d bytes, expected %,d".formatted(file, bytes.byteSize(), size));
    }
    IndexLayout layout =
        new IndexLayout(
            bytes.get(INT, IndexLayout.DIMENSION_AT), bytes.get(LONG, IndexLayout.COUNT_AT));
    if (layout.dimension() < 1 || layout.count() < 0 || !fits(layout, size)) {
      throw new DamagedIndexException(
          "%s: %,d vectors of dimension %,d do not fit into %,d bytes"
              .formatted(file, layout.count(), layout.dimension(), size));
    }
    return layout;
  }

  private static boolean fits(IndexLayout layout, long size) {
    try {
      return layout.textsAt() <= size;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static void checkBody(Path file, MemorySegment bytes) {
    CRC32C checksum = new CRC32C();
    for (long at = IndexLayout.HEADER; at < bytes.byteSize(); at += WINDOW) {
      checksum.update(bytes.asSlice(at, Math.min(WINDOW, bytes.byteSize() - at)).asByteBuffer());
    }
    if ((int) checksum.getValue() != bytes.get(INT, IndexLayout.BODY_CHECKSUM_AT)) {
      throw new DamagedIndexException(file + ": the checksum is wrong");
    }
  }

  /** Number of passages. */
  public long size() {
    return layout.count();
  }

  /**
   * The nearest passages, best first; of equals the first in the file. Every vector is looked at.
   *
   * @param query of the index's dimension
   * @param most hits
   */
  public List<Hit> search(float[] query, int most) {
    if (query.length != layout.dimension()) {
      throw new IllegalArgumentException(
          "the query has dimension %d, the index %d".formatted(query.length, layout.dimension()));
    }
    float[] direction = direction(query);
    float[] vector = new float[query.length];
    return LongStream.range(0, layout.count())
        .mapToObj(number -> new Hit(number, score(direction, number, vector)))
        .collect(
            Comparators.greatest(
                most,
                Comparator.comparingDouble(Hit::score)
                    .thenComparing(Hit::number, Comparator.reverseOrder())));
  }

  /**
   * A passage.
   *
   * @throws DamagedIndexException if its text lies outside the file or is not UTF-8
   */
  public Passage passage(long number) {
    long entry = layout.entriesAt() + number * IndexLayout.ENTRY;
    long at = bytes.get(LONG, entry + 8);
    int length = bytes.get(INT, entry + 16);
    long room = bytes.byteSize() - layout.textsAt();
    if (at < 0 || length < 0 || length > room || at > room - length) {
      throw new DamagedIndexException("%s: text %,d lies outside the file".formatted(file, number));
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(bytes.asSlice(layout.textsAt() + at, length).asByteBuffer())
              .toString();
      return new Passage(bytes.get(LONG, entry), text);
    } catch (CharacterCodingException e) {
      throw new DamagedIndexException("%s: text %,d is not UTF-8".formatted(file, number));
    }
  }

  /** Unmaps the file. */
  @Override
  public void close() {
    arena.close();
  }

  /** Deletes a file that nobody else shall find. */
  static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit(); // Windows keeps a file as long as it is mapped
    }
  }

  private double score(float[] direction, long number, float[] vector) {
    long at = IndexLayout.HEADER + number * layout.dimension() * Float.BYTES;
    MemorySegment.copy(bytes, FLOAT, at, vector, 0, vector.length);
    return dot(direction, vector);
  }

  private static float[] direction(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    float[] direction = new float[vector.length];
    for (int d = 0; d < vector.length; d++) {
      direction[d] = length == 0 ? 0 : (float) (vector[d] / length);
    }
    return direction;
  }

  /** In four sums, which the processor can add side by side. */
  private static double dot(float[] a, float[] b) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int d = 0;
    for (; d + 3 < a.length; d += 4) {
      sum0 += (double) a[d] * b[d];
      sum1 += (double) a[d + 1] * b[d + 1];
      sum2 += (double) a[d + 2] * b[d + 2];
      sum3 += (double) a[d + 3] * b[d + 3];
    }
    for (; d < a.length; d++) {
      sum0 += (double) a[d] * b[d];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
