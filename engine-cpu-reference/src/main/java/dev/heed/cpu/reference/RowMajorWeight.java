package dev.heed.cpu.reference;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;

/**
 * A weight of this backend: its rows one after the other.
 *
 * @param tensor F32, F16, BF16 or quantized [rows, columns], dense, in the scope that it was packed
 *     into
 */
record RowMajorWeight(Tensor tensor) implements PackedWeight {
  /** True for weights that {@link #rowsOf} takes. */
  static boolean isReadable(PackedWeight weight) {
    return weight instanceof RowMajorWeight || weight instanceof PlainWeight;
  }

  /** The weight as a tensor [rows, columns]. */
  static Tensor rowsOf(PackedWeight weight) {
    if (weight instanceof RowMajorWeight rowMajor) {
      return rowMajor.tensor();
    }
    if (weight instanceof PlainWeight plain) {
      return plain.weight();
    }
    throw new InvalidOpException(
        "a weight packed as %s belongs to another backend".formatted(weight.format()));
  }

  @Override
  public int rows() {
    return tensor.size(0);
  }

  @Override
  public int columns() {
    return tensor.size(1);
  }

  @Override
  public long byteSize() {
    return tensor.byteSize();
  }

  @Override
  public String format() {
    return "row-major " + tensor.dtype();
  }

  @Override
  public boolean isAlive() {
    return buffer().isAlive();
  }

  @Override
  public Object owner() {
    return buffer().owner();
  }

  private HostBuffer buffer() {
    if (tensor.buffer() instanceof HostBuffer buffer) {
      return buffer;
    }
    throw new InvalidOpException("a packed weight needs memory, but is the shape " + tensor);
  }
}
