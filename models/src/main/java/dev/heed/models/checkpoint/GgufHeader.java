package dev.heed.models.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;

/**
 * The header of a GGUF file, version 2 or 3, little-endian: metadata by key, then one entry for
 * each tensor, then from the next multiple of the alignment on the data of the tensors.
 *
 * <p>The tensors bear the file's own names. Their shapes stand here as everywhere, the slowest
 * dimension first: [out, in] for a weight. The file has them the other way round.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
record GgufHeader(GgufMetadata metadata, List<StoredTensor> tensors) {
  private static final int OLDEST = 2;
  private static final int NEWEST = 3;

  /** GGML_MAX_DIMS. */
  private static final int MAX_RANK = 4;

  /** The limit of the format. */
  private static final int LONGEST_KEY = 65_535;

  /** Sixteen times as long as ggml reads. */
  private static final int LONGEST_NAME = 1024;

  private static final long DEFAULT_ALIGNMENT = 32;

  /** A key without letters and a type, and one byte. */
  private static final long SMALLEST_VALUE = Long.BYTES + Integer.BYTES + 1;

  /** A name without letters, no dimension, type and offset. */
  private static final long SMALLEST_TENSOR = Long.BYTES + 2 * Integer.BYTES + Long.BYTES;

  GgufHeader {
    tensors = List.copyOf(tensors);
  }

  /**
   * Parses and checks a whole file.
   *
   * @throws CheckpointException if it is no complete and consistent GGUF file
   */
  static GgufHeader parse(MemorySegment file, String origin) {
    GgufCursor cursor = new GgufCursor(file, origin);
    checkVersion(cursor);
    long tensors = cursor.count("tensors", SMALLEST_TENSOR);
    if (tensors > SafetensorsHeader.MAX_TENSORS) {
      throw cursor.failure(
          "the header names %,d tensors; expected at most %,d"
              .formatted(tensors, SafetensorsHeader.MAX_TENSORS));
    }
    GgufMetadata metadata = metadata(cursor, origin);
    List<Entry> entries = new ArrayList<>();
    for (long i = 0; i < tensors; i++) {
      cursor.enter("tensor entry %,d of %,d".formatted(i + 1, tensors));
      entries.add(entry(cursor, origin));
    }
    long alignment = alignment(metadata, cursor);
    long body = Math.ceilDiv(cursor.position(), alignment) * alignment;
    return new GgufHeader(metadata, GgufLayout.place(entries, file, body, alignment, origin));
  }

  /** What the header says about a tensor. */
  record Entry(String name, FileDType dtype, List<Long> shape, long offset, long bytes) {}

  private static void checkVersion(GgufCursor cursor) {
    if (cursor.left() < 2 * Integer.BYTES) {
      throw cursor.failure(
          "has %,d bytes; a GGUF file has at least 24. Was its download cut off?"
              .formatted(cursor.left()));
    }
    byte[] magic = cursor.slice(Integer.BYTES).toArray(JAVA_BYTE);
    if (!new String(magic, StandardCharsets.ISO_8859_1).equals("GGUF")) {
      throw cursor.failure(
          "begins with the bytes %02x %02x %02x %02x; a GGUF file begins with 'GGUF' (47 47 55 46)"
              .formatted(magic[0], magic[1], magic[2], magic[3]));
    }
    int version = cursor.number();
    int swapped = Integer.reverseBytes(version);
    if (swapped >= 1 && swapped <= 0xFFFF && version != swapped) {
      throw cursor.failure(
          "is a big-endian GGUF file (version %d); only little-endian ones are read, which gguf-py's gguf-convert-endian writes"
              .formatted(swapped));
    }
    if (version < OLDEST || version > NEWEST) {
      throw cursor.failure(
          "has GGUF version %s; versions %d and %d are read%s"
              .formatted(
                  Integer.toUnsignedString(version),
                  OLDEST,
                  NEWEST,
                  version == 1 ? ". Convert the model again" : ""));
    }
  }

  private static GgufMetadata metadata(GgufCursor cursor, String origin) {
    long count = cursor.count("metadata values", SMALLEST_VALUE);
    if (count > SafetensorsHeader.MAX_METADATA) {
      throw cursor.failure(
          "the header has %,d metadata values; expected at most %,d"
              .formatted(count, SafetensorsHeader.MAX_METADATA));
    }
    LinkedHashMap<String, GgufValue> values = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      cursor.enter("metadata value %,d of %,d".formatted(i + 1, count));
      String key = cursor.text("key", LONGEST_KEY);
      cursor.enter("metadata '%s'".formatted(key));
      if (values.putIfAbsent(key, GgufValue.read(cursor)) != null) {
        throw cursor.failure("metadata '%s' stands twice in the header".formatted(key));
      }
    }
    return new GgufMetadata(origin, values);
  }

  private static Entry entry(GgufCursor cursor, String origin) {
    String name = cursor.text("name", LONGEST_NAME);
    cursor.enter("the entry of tensor '%s'".formatted(name));
    int rank = cursor.number();
    if (rank < 0 || rank > MAX_RANK) {
      throw cursor.failure(
          "tensor '%s' has %s dimensions; expected 0 to %d"
              .formatted(name, Integer.toUnsignedString(rank), MAX_RANK));
    }
    List<Long> fastestFirst = new ArrayList<>(rank);
    for (int i = 0; i < rank; i++) {
      fastestFirst.add(cursor.offset());
    }
    List<Long> shape = List.copyOf(fastestFirst.reversed());
    FileDType dtype = GgmlType.of(cursor.number(), origin, name);
    long offset = cursor.offset();
    if (Shapes.elements(shape).isPresent() && !Shapes.wholeBlocks(shape, dtype)) {
      throw cursor.failure(
          "tensor '%s' %s %s has rows of %,d elements; expected a multiple of %d"
              .formatted(
                  name,
                  dtype,
                  shape,
                  shape.isEmpty() ? 1 : shape.getLast(),
                  dtype.blockElements()));
    }
    OptionalLong bytes = Shapes.bytes(shape, dtype);
    if (bytes.isEmpty()) {
      throw cursor.failure(
          "tensor '%s' %s has the dimensions %s; expected 0 or more each, and below 2^63 bytes"
              .formatted(name, dtype, shape.stream().map(Long::toUnsignedString).toList()));
    }
    return new Entry(name, dtype, shape, offset, bytes.getAsLong());
  }

  private static long alignment(GgufMetadata metadata, GgufCursor cursor) {
    long alignment = metadata.integer("general.alignment").orElse(DEFAULT_ALIGNMENT);
    if (alignment < 1 || alignment > 1 << 30 || Long.bitCount(alignment) != 1) {
      throw cursor.failure(
          "metadata 'general.alignment' is %,d; expected a power of two up to 2^30"
              .formatted(alignment));
    }
    return alignment;
  }
}
