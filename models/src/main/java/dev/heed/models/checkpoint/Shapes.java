package dev.heed.models.checkpoint;

import java.util.List;
import java.util.OptionalLong;

/** Arithmetic on shapes that come from files: nothing here overflows in silence. */
final class Shapes {
  /** No known format or model has more; a hostile header may. */
  static final int MAX_RANK = 32;

  private Shapes() {}

  /**
   * Product of the dimensions (1 for a scalar), or empty where a dimension is negative or the
   * product overflows.
   */
  static OptionalLong elements(List<Long> shape) {
    long product = 1;
    for (long dimension : shape) {
      if (dimension < 0 || Math.multiplyHigh(product, dimension) != 0 || product * dimension < 0) {
        return OptionalLong.empty();
      }
      product *= dimension;
    }
    return OptionalLong.of(product);
  }

  /**
   * Bytes of a dense tensor, or empty where they overflow, or its rows are no whole number of
   * blocks.
   */
  static OptionalLong bytes(List<Long> shape, FileDType dtype) {
    OptionalLong elements = elements(shape);
    if (elements.isEmpty() || !wholeBlocks(shape, dtype)) {
      return OptionalLong.empty();
    }
    long blocks = elements.getAsLong() / dtype.blockElements();
    return blocks > Long.MAX_VALUE / dtype.blockBytes()
        ? OptionalLong.empty()
        : OptionalLong.of(blocks * dtype.blockBytes());
  }

  /** True if no block goes from one row into the next. */
  static boolean wholeBlocks(List<Long> shape, FileDType dtype) {
    long row = shape.isEmpty() ? 1 : shape.getLast();
    return row % dtype.blockElements() == 0;
  }
}
