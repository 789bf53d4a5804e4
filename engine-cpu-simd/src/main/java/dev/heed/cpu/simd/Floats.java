package dev.heed.cpu.simd;

import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;

/** An F32 tensor in a heap array, seen as rows: all its dimensions but the last are one. */
final class Floats {
  /** The array, of which the tensor may be a part. */
  final float[] data;

  /** Where the first row starts. */
  final int at;

  final int rows;
  final int width;
  private final Layout layout;
  private final boolean uniform;
  private final int stride;

  Floats(Tensor tensor) {
    data = HostBuffer.floats(tensor);
    at = HostBuffer.offset(tensor);
    layout = tensor.layout();
    rows = layout.rows();
    width = layout.width();
    uniform = rows <= 1 || layout.hasUniformRows();
    stride = rows > 1 && uniform ? (int) layout.rowStride() : 0;
  }

  /** Where row {@code row} starts in the array. */
  int row(int row) {
    return uniform ? at + row * stride : at + (int) (layout.rowOffset(row) - layout.offset());
  }

  /** Where element {@code index} lies, counted in row-major order. */
  int element(int index) {
    return row(index / width) + index % width;
  }

  /** True when every row lies {@link #stride} after the one before. */
  boolean isUniform() {
    return uniform;
  }

  /** From row to row, where that is always the same. */
  int stride() {
    return stride;
  }

  /** From index to index of one dimension; 0 where there is but one. */
  int stride(int dimension) {
    return layout.size(dimension) <= 1 ? 0 : (int) layout.stride(dimension);
  }
}
