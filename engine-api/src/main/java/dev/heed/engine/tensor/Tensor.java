package dev.heed.engine.tensor;

import dev.heed.engine.error.InvalidOpException;
import org.jspecify.annotations.Nullable;

/**
 * A view of memory as a multi-dimensional array: it names a buffer and never owns it. Without a
 * buffer it is a shape only: enough to ask a backend whether it supports an op.
 *
 * @param buffer the memory, or null for a question
 * @param dtype how elements are stored
 * @param layout which elements of the buffer, in which order
 */
public record Tensor(@Nullable Buffer buffer, DType dtype, Layout layout) {
  public Tensor {
    if (layout.width() % dtype.blockElements() != 0) {
      throw new InvalidOpException(
          "tensor: the last dimension of %s is not a whole number of %s blocks of %d"
              .formatted(layout, dtype, dtype.blockElements()));
    }
    if (dtype.isQuantized() && cutsBlocks(layout, dtype.blockElements())) {
      throw new InvalidOpException(
          "tensor: rows of %s at offset %,d do not start on %s blocks of %d"
              .formatted(layout, layout.offset(), dtype, dtype.blockElements()));
    }
    if (buffer != null && dtype.bytes(layout.end()) > buffer.byteSize()) {
      throw new InvalidOpException(
          "tensor: %s %s from element %,d ends at byte %,d, past the %,d of its buffer in scope '%s'"
              .formatted(
                  dtype,
                  layout,
                  layout.offset(),
                  dtype.bytes(layout.end()),
                  buffer.byteSize(),
                  buffer.scope()));
    }
  }

  /** A shape without memory, for {@code Backend.support}. */
  public static Tensor shapeOnly(DType dtype, int... shape) {
    return new Tensor(null, dtype, Layout.of(shape));
  }

  /** Number of dimensions. */
  public int rank() {
    return layout.rank();
  }

  /** Size of one dimension; negative indices count from the last. */
  public int size(int dimension) {
    return layout.size(dimension);
  }

  /** Product of the sizes. */
  public long elements() {
    return layout.elements();
  }

  /** Bytes that the elements take when dense. */
  public long byteSize() {
    return dtype.bytes(layout.elements());
  }

  /** Product of all sizes but the last. */
  public int rows() {
    return layout.rows();
  }

  /** Size of the last dimension. */
  public int width() {
    return layout.width();
  }

  /** The same memory under another layout of it. */
  public Tensor view(Layout other) {
    return new Tensor(buffer, dtype, other);
  }

  /** Elements {@code from} (inclusive) to {@code to} (exclusive) of one dimension. */
  public Tensor slice(int dimension, int from, int to) {
    return view(layout.slice(dimension, from, to));
  }

  /** One index of one dimension (not the last); the dimension goes. */
  public Tensor select(int dimension, int index) {
    return view(layout.select(dimension, index));
  }

  /** The last dimension cut into {@code parts}: [rows, heads * size] → [rows, heads, size]. */
  public Tensor splitLast(int parts) {
    return view(layout.splitLast(parts));
  }

  /** The last two dimensions as one: [rows, heads, size] → [rows, heads * size]. */
  public Tensor joinLast() {
    return view(layout.joinLast());
  }

  /** The same dense elements under other sizes of the same product. */
  public Tensor reshape(int... sizes) {
    return view(layout.reshape(sizes));
  }

  /** Dimensions in another order; the last must stay last. */
  public Tensor permute(int... order) {
    return view(layout.permute(order));
  }

  /** True when the two may share an element; shapes without memory never do. */
  public boolean mayOverlap(Tensor other) {
    if (buffer == null || !buffer.equals(other.buffer)) {
      return false;
    }
    return dtype == other.dtype ? layout.mayOverlap(other.layout) : bytesMeet(other);
  }

  /** True when both are the same elements in the same order. */
  public boolean sameMemory(Tensor other) {
    return buffer != null
        && buffer.equals(other.buffer)
        && dtype == other.dtype
        && layout.equals(other.layout);
  }

  /** Element type and shape, such as {@code F32 [3, 8]}. */
  @Override
  public String toString() {
    return dtype + " " + layout;
  }

  private static boolean cutsBlocks(Layout layout, int block) {
    boolean cuts = layout.offset() % block != 0;
    for (int d = 0; d < layout.rank() - 1; d++) {
      cuts |= layout.size(d) > 1 && layout.stride(d) % block != 0;
    }
    return cuts;
  }

  private boolean bytesMeet(Tensor other) {
    return dtype.bytes(layout.offset()) < other.dtype.bytes(other.layout.end())
        && other.dtype.bytes(other.layout.offset()) < dtype.bytes(layout.end());
  }
}
