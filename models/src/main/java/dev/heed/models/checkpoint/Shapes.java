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

  /** Bytes of a dense tensor, or empty where they overflow. */
  static OptionalLong bytes(List<Long> shape, FileDType dtype) {
    OptionalLong elements = elements(shape);
    if (elements.isEmpty() || elements.getAsLong() > Long.MAX_VALUE / dtype.bytes()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(elements.getAsLong() * dtype.bytes());
  }
}
