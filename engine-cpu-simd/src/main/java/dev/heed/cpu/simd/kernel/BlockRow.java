package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.BlockPanels.BLOCK;
import static dev.heed.cpu.simd.kernel.BlockPanels.vectorAt;
import static dev.heed.cpu.simd.kernel.Lanes.COUNT;

import dev.heed.engine.tensor.DType;

/**
 * One row times {@link BlockPanels}, with the bits that the row has times the weight in floats: an
 * element becomes a float in a vector's lane, see {@link BlockBits}, and one chain of fused
 * multiply–adds over the depth gives each column.
 *
 * <p>Four vectors of columns side by side, or two where there are but 16 registers or nothing else
 * is left: the chain of one vector waits four cycles for each multiply–add, in which elements of
 * the others are made.
 */
final class BlockRow {
  private static final boolean FOUR_FIT = Lanes.REGISTERS == 32;

  private BlockRow() {}

  /**
   * y [count vectors] = x [depth] · b [depth, count vectors].
   *
   * @param at where the first vector's panel starts
   * @param count vectors, whole panels of them
   */
  static void run(
      DType type,
      byte[] panels,
      int at,
      int depth,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int count) {
    int blocks = depth / BLOCK;
    int stride = BlockPanels.panelBytes(type, depth);
    int v = 0;
    while (v < count) {
      int from = at + vectorAt(v, stride);
      int to = yAt + v * COUNT;
      if (FOUR_FIT && count - v >= 4) {
        switch (type) {
          case Q8_0 -> ByteBlocks.x4(panels, from, stride, blocks, x, xAt, y, to);
          case Q4_0 -> NibbleBlocks.x4(panels, from, stride, blocks, x, xAt, y, to);
          default -> OffsetNibbleBlocks.x4(panels, from, stride, blocks, x, xAt, y, to);
        }
        v += 4;
      } else {
        switch (type) {
          case Q8_0 -> ByteBlocks.x2(panels, from, stride, blocks, x, xAt, y, to);
          case Q4_0 -> NibbleBlocks.x2(panels, from, stride, blocks, x, xAt, y, to);
          default -> OffsetNibbleBlocks.x2(panels, from, stride, blocks, x, xAt, y, to);
        }
        v += 2;
      }
    }
  }
}
