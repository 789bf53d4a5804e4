package dev.heed.models.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a safetensors file, byte for byte as the reference implementation does: wide element types
 * first, names in the order of their UTF-8 bytes, the header padded to a multiple of eight, so that
 * every tensor is aligned to its element size. The same tensors give the same file, whatever the
 * order in which they are added.
 *
 * <p>Tensors are announced first and handed over one after the other while the file is written:
 * only one needs to be in memory at a time. Not thread-safe.
 */
public final class SafetensorsWriter {
  /** Bytes written at once, through an array: not every segment is one of bytes. */
  private static final int CHUNK = 1 << 20;

  private static final String METADATA = "__metadata__";

  private final Map<String, Entry> tensors = new LinkedHashMap<>();
  private final SortedMap<String, String> metadata = new TreeMap<>();

  private record Entry(
      String name, FileDType dtype, List<Long> shape, long bytes, Supplier<MemorySegment> data) {}

  /** A file without tensors so far. */
  public SafetensorsWriter() {}

  /** Adds a line to what the file says about itself, such as {@code format} = {@code pt}. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param data asked once, when the tensor's turn comes: its elements, dense, row-major,
   *     little-endian
   * @throws CheckpointException if the shape is none, or a tensor of that name is there already
   */
  public SafetensorsWriter add(
      String name, FileDType dtype, List<Long> shape, Supplier<MemorySegment> data) {
    OptionalLong bytes = Shapes.bytes(shape, dtype);
    if (bytes.isEmpty() || dtype.isBlocks() || name.equals(METADATA)) {
      throw new CheckpointException(
          "tensor '%s' %s %s cannot be written: its size overflows, its name is taken by the format, or its type is none of the format's"
              .formatted(name, dtype, shape));
    }
    Entry entry = new Entry(name, dtype, List.copyOf(shape), bytes.getAsLong(), data);
    if (tensors.putIfAbsent(name, entry) != null) {
      throw new CheckpointException("tensor '%s' is added a second time".formatted(name));
    }
    return this;
  }

  /**
   * Adds a float tensor; the array is read when the file is written.
   *
   * @throws CheckpointException if the shape does not fit the array, or a tensor of that name is
   *     there already
   */
  public SafetensorsWriter add(String name, float[] data, long... shape) {
    List<Long> sizes = LongStream.of(shape).boxed().toList();
    if (!Shapes.elements(sizes).equals(OptionalLong.of(data.length))) {
      throw new CheckpointException(
          "tensor '%s' %s is given %,d elements".formatted(name, sizes, data.length));
    }
    return add(name, FileDType.F32, sizes, () -> littleEndian(data));
  }

  /**
   * Adds a float tensor that is made when its turn comes.
   *
   * @param data asked once, row-major
   * @throws CheckpointException if the shape is none, or a tensor of that name is there already
   */
  public SafetensorsWriter add(String name, Supplier<float[]> data, long... shape) {
    List<Long> sizes = LongStream.of(shape).boxed().toList();
    return add(name, FileDType.F32, sizes, () -> littleEndian(data.get()));
  }

  /**
   * Adds a tensor of another file, as it is; one that is stored transposed, quantized or in blocks
   * is written as the floats that it stands for.
   */
  public SafetensorsWriter add(StoredTensor tensor) {
    return tensor.transposed() || tensor.quantization() != null || tensor.dtype().isBlocks()
        ? add(tensor.name(), FileDType.F32, tensor.shape(), () -> littleEndian(tensor.toFloats()))
        : add(tensor.name(), tensor.dtype(), tensor.shape(), tensor::data);
  }

  private static MemorySegment littleEndian(float[] data) {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      return MemorySegment.ofArray(data);
    }
    MemorySegment bytes = MemorySegment.ofArray(new int[data.length]);
    MemorySegment.copy(data, 0, bytes, Elements.FLOAT, 0, data.length);
    return bytes;
  }

  /**
   * Writes the file: whole, or not at all. A file of that name is replaced; a device or a pipe is
   * written to as it is.
   *
   * @throws CheckpointException if it cannot be written, or a tensor's data has not the bytes that
   *     its shape needs
   */
  public void write(Path file) {
    List<Entry> ordered =
        tensors.values().stream()
            .sorted(
                Comparator.comparing(Entry::dtype)
                    .reversed()
                    .thenComparing(
                        entry -> entry.name().getBytes(StandardCharsets.UTF_8),
                        Arrays::compareUnsigned))
            .toList();
    byte[] header = header(file, ordered);
    try (AtomicFile target = AtomicFile.create(file)) {
      writeFully(target.channel(), ByteBuffer.wrap(header));
      for (Entry entry : ordered) {
        write(target.channel(), file, entry);
      }
      target.commit();
    } catch (IOException e) {
      throw CheckpointException.writing(file, e);
    }
  }

  private byte[] header(Path file, List<Entry> ordered) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = Json.generator(json)) {
      writeHeader(generator, ordered);
    } catch (JacksonException e) {
      throw new CheckpointException(
          "%s: the header cannot be written: %s".formatted(file, e.getOriginalMessage()), e);
    }
    int length = (json.size() + 7) / 8 * 8;
    if (length > SafetensorsHeader.MAX_HEADER) {
      throw new CheckpointException(
          "%s: the header would have %,d bytes; readers accept %,d. Write several files"
              .formatted(file, length, SafetensorsHeader.MAX_HEADER));
    }
    byte[] header = new byte[Long.BYTES + length];
    Arrays.fill(header, (byte) ' ');
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(json.toByteArray());
    return header;
  }

  private void writeHeader(JsonGenerator json, List<Entry> ordered) {
    json.writeStartObject();
    if (!metadata.isEmpty()) {
      json.writeObjectPropertyStart(METADATA);
      metadata.forEach(json::writeStringProperty);
      json.writeEndObject();
    }
    long at = 0;
    for (Entry entry : ordered) {
      json.writeObjectPropertyStart(entry.name());
      json.writeStringProperty("dtype", entry.dtype().name());
      writeSizes(json, "shape", entry.shape());
      writeSizes(json, "data_offsets", List.of(at, Math.addExact(at, entry.bytes())));
      json.writeEndObject();
      at += entry.bytes();
    }
    json.writeEndObject();
  }

  private static void writeSizes(JsonGenerator json, String name, List<Long> sizes) {
    json.writeArrayPropertyStart(name);
    sizes.forEach(json::writeNumber);
    json.writeEndArray();
  }

  private static void write(FileChannel channel, Path file, Entry entry) throws IOException {
    MemorySegment data = entry.data().get();
    if (data.byteSize() != entry.bytes()) {
      throw new CheckpointException(
          "%s: tensor '%s' %s %s needs %,d bytes; it is given %,d"
              .formatted(
                  file,
                  entry.name(),
                  entry.dtype(),
                  entry.shape(),
                  entry.bytes(),
                  data.byteSize()));
    }
    byte[] chunk = new byte[(int) Math.min(CHUNK, data.byteSize())];
    for (long at = 0; at < data.byteSize(); at += chunk.length) {
      int n = (int) Math.min(chunk.length, data.byteSize() - at);
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, chunk, 0, n);
      writeFully(channel, ByteBuffer.wrap(chunk, 0, n));
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
