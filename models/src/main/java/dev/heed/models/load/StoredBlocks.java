package dev.heed.models.load;

import dev.heed.engine.Backend;
import dev.heed.engine.Support;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.checkpoint.StoredTensor;
import org.jspecify.annotations.Nullable;

/** Quantized tensors that a backend takes as the file has them. */
final class StoredBlocks {
  private StoredBlocks() {}

  /** The engine's type for the blocks of a tensor; null where it has none. */
  static @Nullable DType of(StoredTensor stored) {
    if (stored.transposed()) {
      return null;
    }
    return switch (stored.dtype()) {
      case Q8_0 -> DType.Q8_0;
      case Q4_0 -> DType.Q4_0;
      case Q4_1 -> DType.Q4_1;
      default -> null;
    };
  }

  /** True where the backend looks rows up in a table of that type. */
  static boolean looksUp(Backend backend, DType type, int rows, int columns) {
    GatherRows look =
        new GatherRows(
            Tensor.shapeOnly(type, rows, columns),
            Tensor.shapeOnly(DType.I32, 1),
            false,
            Tensor.shapeOnly(DType.F32, 1, columns));
    return !(backend.support(look) instanceof Support.Unsupported);
  }
}
