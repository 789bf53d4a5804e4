package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.BlockPanels;
import dev.heed.cpu.simd.kernel.BlockRounding;
import dev.heed.cpu.simd.kernel.Conversions;
import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A quantized weight in the order in which products read it, as large as it was.
 *
 * @param rows output features
 * @param columns input features
 * @param type of its blocks
 * @param panels I8 [lines, bytes of a line], in the scope that it was packed into
 */
record BlockWeight(int rows, int columns, DType type, Tensor panels) implements OrderedWeight {
  /** Whether every scale of a weight [rows, columns] is finite, as the kernels need it. */
  static boolean isPossible(Tensor weight) {
    MemorySegment memory = HostBuffer.of(weight).segment();
    DType type = weight.dtype();
    int blocks = weight.size(1) / type.blockElements();
    for (int row = 0; row < weight.size(0); row++) {
      long from = type.bytes(weight.layout().rowOffset(row));
      if (!BlockPanels.areFinite(memory, type, from, blocks)) {
        return false;
      }
    }
    return true;
  }

  /** Packs the panels {@code first} to {@code end} of a weight [rows, columns]. */
  static void pack(Tensor weight, int first, int end, byte[] panels, int panelsAt) {
    MemorySegment memory = HostBuffer.of(weight).segment();
    DType type = weight.dtype();
    int blocks = weight.size(1) / type.blockElements();
    int panelBytes = BlockPanels.panelBytes(type, weight.size(1));
    for (int row = first * Panels.PANEL; row < end * Panels.PANEL; row++) {
      int at = panelsAt + row / Panels.PANEL * panelBytes;
      if (row < weight.size(0)) {
        long from = type.bytes(weight.layout().rowOffset(row));
        BlockPanels.pack(memory, type, from, blocks, row % Panels.PANEL, panels, at);
      } else {
        BlockPanels.packNothing(type, blocks, row % Panels.PANEL, panels, at);
      }
    }
  }

  /**
   * Packs the panels {@code first} to {@code end} of a floating weight [rows, columns], rounded to
   * Q8_0.
   *
   * @param scratch {@code columns} floats
   */
  static void round(
      Tensor weight,
      int first,
      int end,
      byte[] panels,
      int panelsAt,
      float[] scratch,
      int scratchAt) {
    int columns = weight.size(1);
    int blocks = columns / DType.Q8_0.blockElements();
    int panelBytes = BlockPanels.panelBytes(DType.Q8_0, columns);
    MemorySegment memory = HostBuffer.of(weight).segment();
    for (int row = first * Panels.PANEL; row < end * Panels.PANEL; row++) {
      int at = panelsAt + row / Panels.PANEL * panelBytes;
      if (row < weight.size(0)) {
        long from = weight.layout().rowOffset(row);
        Conversions.toFloats(memory, weight.dtype(), from, scratch, scratchAt, columns);
        BlockRounding.round(scratch, scratchAt, blocks, row % Panels.PANEL, panels, at);
      } else {
        BlockPanels.packNothing(DType.Q8_0, blocks, row % Panels.PANEL, panels, at);
      }
    }
  }

  /**
   * The greatest magnitude in the panels {@code first} to {@code end}, by its bits.
   *
   * @param scratch {@code columns} floats
   */
  static int greatest(Tensor weight, int first, int end, float[] scratch, int scratchAt) {
    int columns = weight.size(1);
    MemorySegment memory = HostBuffer.of(weight).segment();
    int endRow = Math.min(weight.size(0), end * Panels.PANEL);
    int greatest = 0;
    for (int row = first * Panels.PANEL; row < endRow; row++) {
      long from = weight.layout().rowOffset(row);
      Conversions.toFloats(memory, weight.dtype(), from, scratch, scratchAt, columns);
      greatest = Math.max(greatest, BlockRounding.greatest(scratch, scratchAt, columns));
    }
    return greatest;
  }

  @Override
  public long byteSize() {
    return panels.byteSize();
  }

  @Override
  public String format() {
    return "panels of %d in %s".formatted(Panels.PANEL, type);
  }
}
