package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.BlockPanels;
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

  @Override
  public long byteSize() {
    return panels.byteSize();
  }

  @Override
  public String format() {
    return "panels of %d in %s".formatted(Panels.PANEL, type);
  }
}
