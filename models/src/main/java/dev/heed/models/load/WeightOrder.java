package dev.heed.models.load;

import dev.heed.engine.Backend;
import dev.heed.engine.tensor.DType;

/** What packing makes of weights, as far as their memory goes. */
interface WeightOrder {
  /** Whether quantized weights of this type are packed as they are, and not as F32. */
  boolean keeps(DType type);

  /** Bytes of a packed weight [rows, columns]. */
  long bytes(DType type, int rows, int columns);

  /** A backend's own. */
  static WeightOrder of(Backend backend) {
    return new WeightOrder() {
      @Override
      public boolean keeps(DType type) {
        return backend.packs(type);
      }

      @Override
      public long bytes(DType type, int rows, int columns) {
        return backend.packedBytes(type, rows, columns);
      }
    };
  }

  /**
   * One that keeps Q8_0, Q4_0 and Q4_1 as they are.
   *
   * @param rounding whether it rounds all others to Q8_0 where their rows are whole blocks, as
   *     {@link dev.heed.engine.Compute#FAST} may
   */
  static WeightOrder keepingBlocks(boolean rounding) {
    return new WeightOrder() {
      @Override
      public boolean keeps(DType type) {
        return true;
      }

      @Override
      public long bytes(DType type, int rows, int columns) {
        boolean rounded =
            rounding && !type.isQuantized() && columns % DType.Q8_0.blockElements() == 0;
        return (rounded ? DType.Q8_0 : type).bytes((long) rows * columns);
      }
    };
  }
}
