package dev.heed.engine.tensor;

import dev.heed.engine.error.InvalidOpException;
import org.jspecify.annotations.Nullable;

/**
 * The packed weight of a backend that has no private order, and of questions about shapes: the
 * weight itself.
 *
 * @param weight [rows, columns]
 */
public record PlainWeight(Tensor weight) implements PackedWeight {
  public PlainWeight {
    if (weight.rank() != 2) {
      throw new InvalidOpException(
          "packedWeight: expected a weight [rows, columns], was " + weight);
    }
  }

  /** A shape without memory, for {@code Backend.support}. */
  public static PlainWeight shapeOnly(DType dtype, int rows, int columns) {
    return new PlainWeight(Tensor.shapeOnly(dtype, rows, columns));
  }

  @Override
  public int rows() {
    return weight.size(0);
  }

  @Override
  public int columns() {
    return weight.size(1);
  }

  @Override
  public long byteSize() {
    return weight.byteSize();
  }

  @Override
  public String format() {
    return "plain " + weight.dtype();
  }

  @Override
  public boolean isAlive() {
    @Nullable Buffer buffer = weight.buffer();
    return buffer == null || buffer.isAlive();
  }

  @Override
  public Object owner() {
    @Nullable Buffer buffer = weight.buffer();
    return buffer == null ? this : buffer.owner();
  }
}
