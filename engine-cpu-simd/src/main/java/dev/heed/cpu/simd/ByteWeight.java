package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.BytePanels;
import dev.heed.cpu.simd.kernel.Conversions;
import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A weight in 8 bits, in the order in which products read it: {@link dev.heed.engine.Compute#FAST}.
 *
 * @param rows output features
 * @param columns input features
 * @param panels I8 [padded rows, columns], in the scope that it was packed into
 * @param scales F32 [padded rows], there too
 */
record ByteWeight(int rows, int columns, Tensor panels, Tensor scales) implements OrderedWeight {
  /**
   * Packs the panels {@code first} to {@code end} of a weight [rows, columns].
   *
   * @param scratch {@code columns} floats
   */
  static void pack(
      Tensor weight,
      int first,
      int end,
      byte[] panels,
      int panelsAt,
      Floats scales,
      float[] scratch,
      int scratchAt) {
    int columns = weight.size(1);
    MemorySegment memory = HostBuffer.of(weight).segment();
    int endRow = Math.min(weight.size(0), end * Panels.PANEL);
    for (int row = first * Panels.PANEL; row < endRow; row++) {
      long from = weight.layout().rowOffset(row);
      Conversions.toFloats(memory, weight.dtype(), from, scratch, scratchAt, columns);
      int panel = row / Panels.PANEL;
      int to = panelsAt + panel * Panels.PANEL * columns + row % Panels.PANEL;
      scales.data[scales.at + row] = BytePanels.round(scratch, scratchAt, columns, panels, to);
    }
  }

  @Override
  public long byteSize() {
    return panels.byteSize() + scales.byteSize();
  }

  @Override
  public String format() {
    return "panels of " + Panels.PANEL + " in 8 bits";
  }
}
