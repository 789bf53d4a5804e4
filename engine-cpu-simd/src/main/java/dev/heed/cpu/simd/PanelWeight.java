package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Conversions;
import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A weight in the order in which products read it, F32 whatever it was.
 *
 * @param rows output features
 * @param columns input features
 * @param panels F32 [padded rows, columns], in the scope that it was packed into
 */
record PanelWeight(int rows, int columns, Tensor panels) implements OrderedWeight {
  /** Elements that {@link #pack} needs for itself where the weight is no F32 heap array. */
  static long scratchSize(Tensor weight) {
    return isReadable(weight) ? 0 : (long) Panels.PANEL * weight.size(1);
  }

  /**
   * Packs the panels {@code first} to {@code end} of a weight [rows, columns].
   *
   * @param scratch {@link #scratchSize} floats
   */
  static void pack(
      Tensor weight,
      int first,
      int end,
      float[] panels,
      int panelsAt,
      float[] scratch,
      int scratchAt) {
    int rows = weight.size(0);
    int columns = weight.size(1);
    if (isReadable(weight)) {
      Floats floats = new Floats(weight);
      Panels.packTransposed(
          floats.data,
          floats.at,
          floats.stride(),
          rows,
          columns,
          first * Panels.PANEL,
          end * Panels.PANEL,
          panels,
          panelsAt);
      return;
    }
    MemorySegment memory = HostBuffer.of(weight).segment();
    for (int panel = first; panel < end; panel++) {
      int row = panel * Panels.PANEL;
      int count = Math.clamp(rows - row, 0, Panels.PANEL);
      for (int r = 0; r < count; r++) {
        long from = weight.layout().rowOffset(row + r);
        int to = scratchAt + r * columns;
        Conversions.toFloats(memory, weight.dtype(), from, scratch, to, columns);
      }
      Panels.packTransposed(
          scratch,
          scratchAt,
          columns,
          count,
          columns,
          0,
          Panels.PANEL,
          panels,
          panelsAt + row * columns);
    }
  }

  private static boolean isReadable(Tensor weight) {
    return weight.dtype() == DType.F32 && HostBuffer.isOnHeap(weight);
  }

  @Override
  public long byteSize() {
    return panels.byteSize();
  }

  @Override
  public String format() {
    return "panels of " + Panels.PANEL;
  }
}
