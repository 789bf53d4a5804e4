package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One tensor of a model file: a name, a shape, and read-only little-endian memory that is still the
 * file's.
 *
 * <p>{@code shape} is what the tensor is to its reader. A file may store a matrix the other way
 * round (ONNX keeps linear weights as [in, out]); then {@code transposed} is true, the memory holds
 * shape[1] rows of shape[0] elements, and {@link #toFloats()} turns it. Likewise {@code
 * quantization}, where present, says which reals the stored I8 or U8 elements stand for. In the
 * block types of a GGUF file the scales lie among the elements: {@link #data} is then whole blocks,
 * row after row, and reading makes reals of them as ggml does.
 *
 * <p>Reading is thread-safe, and works until the {@link Checkpoint} that the tensor comes from is
 * closed.
 *
 * @param origin the file, for error texts
 * @param data the elements, dense and row-major in stored order; not necessarily aligned
 */
public record StoredTensor(
    String origin,
    String name,
    FileDType dtype,
    List<Long> shape,
    MemorySegment data,
    boolean transposed,
    @Nullable Quantization quantization) {

  public StoredTensor {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(name, "name");
    shape = List.copyOf(shape);
    data = data.asReadOnly();
    OptionalLong bytes = Shapes.bytes(shape, dtype);
    if (bytes.isEmpty() || bytes.getAsLong() != data.byteSize()) {
      throw new CheckpointException(
          "%s: tensor '%s' %s %s has %,d bytes of data; expected %s"
              .formatted(
                  origin,
                  name,
                  dtype,
                  shape,
                  data.byteSize(),
                  bytes.isEmpty() ? "a size below 2^63, and rows of whole blocks" : number(bytes)));
    }
    if (transposed && (shape.size() != 2 || dtype.isBlocks())) {
      throw new IllegalArgumentException(
          "tensor '%s' %s %s is no matrix of single elements, so not a transposed one"
              .formatted(name, dtype, shape));
    }
    if (quantization != null) {
      checkQuantization(name, dtype, shape, transposed, quantization);
    }
  }

  /** A tensor stored as its shape says. */
  static StoredTensor plain(
      String origin, String name, FileDType dtype, List<Long> shape, MemorySegment data) {
    return new StoredTensor(origin, name, dtype, shape, data, false, null);
  }

  private static String number(OptionalLong value) {
    return "%,d".formatted(value.getAsLong());
  }

  private static void checkQuantization(
      String name,
      FileDType dtype,
      List<Long> shape,
      boolean transposed,
      Quantization quantization) {
    if (dtype != FileDType.I8 && dtype != FileDType.U8) {
      throw new IllegalArgumentException(
          "quantized tensor '%s' holds %s; expected I8 or U8".formatted(name, dtype));
    }
    if (quantization.perColumn()) {
      if (shape.size() != 2) {
        throw new IllegalArgumentException(
            "tensor '%s' %s is no matrix, so it has no columns".formatted(name, shape));
      }
      long columns = transposed ? shape.getFirst() : shape.getLast();
      if (columns != quantization.scales()) {
        throw new IllegalArgumentException(
            "tensor '%s' has %,d columns and %,d scales"
                .formatted(name, columns, quantization.scales()));
      }
    }
  }

  /** Number of elements. */
  public long elements() {
    return data.byteSize() / dtype.blockBytes() * dtype.blockElements();
  }

  /** Number of rows: the first dimension, 1 for a scalar. */
  public long rows() {
    return shape.isEmpty() ? 1 : shape.getFirst();
  }

  /** Elements of one row: the product of the dimensions after the first. */
  public long rowSize() {
    return rows() == 0 ? 0 : elements() / rows();
  }

  /** This tensor under another name, over the same memory. */
  public StoredTensor renamed(String newName) {
    return new StoredTensor(origin, newName, dtype, shape, data, transposed, quantization);
  }

  /**
   * This matrix [m, n] as its transpose [n, m], over the same memory.
   *
   * @throws CheckpointException if it is no matrix, or its rows are stored in blocks
   */
  public StoredTensor transpose() {
    if (shape.size() != 2 || dtype.isBlocks()) {
      throw new CheckpointException(
          "%s: tensor '%s' %s has shape %s; expected a matrix of single elements to transpose"
              .formatted(origin, name, dtype, shape));
    }
    return new StoredTensor(origin, name, dtype, shape.reversed(), data, !transposed, quantization);
  }

  /**
   * All elements in the order of {@code shape}, as floats.
   *
   * @throws CheckpointException if the elements are integers (and not quantized reals), do not fit
   *     a float or a Java array, or the checkpoint is closed
   */
  public float[] toFloats() {
    if (elements() > TensorReader.MAX_ARRAY) {
      throw new CheckpointException(
          "%s: tensor '%s' has %,d elements, more than a Java array holds (%,d); read it by rows"
              .formatted(origin, name, elements(), TensorReader.MAX_ARRAY));
    }
    float[] floats = new float[(int) elements()];
    readRows(0, rows(), floats, 0);
    return floats;
  }

  /**
   * Rows first … first + count − 1, as floats → into[at …], {@link #rowSize()} elements each.
   *
   * @throws CheckpointException as {@link #toFloats()} does
   * @throws IndexOutOfBoundsException if the rows are not there, or do not fit {@code into}
   */
  public void readRows(long first, long count, float[] into, int at) {
    new TensorReader(this).readRows(first, count, into, at);
  }

  /**
   * Lets go of the physical memory that its part of a mapped file takes: what is read again comes
   * back from the file. Does nothing where it is not mapped.
   *
   * @throws CheckpointException if the checkpoint is closed
   */
  public void unload() {
    if (data.isMapped()) {
      new TensorReader(this).guarded(data::unload);
    }
  }

  /**
   * All elements in the order of {@code shape}, as ints: 64-bit values are narrowed, checked.
   *
   * @throws CheckpointException if the elements are not integers, do not fit an int or a Java
   *     array, or the checkpoint is closed
   */
  public int[] toInts() {
    return new TensorReader(this).toInts();
  }
}
