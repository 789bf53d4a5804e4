package dev.heed.cpu.simd.kernel;

import dev.heed.engine.tensor.DType;

/**
 * The product with b in {@link BlockPanels}, with the bits that it has in floats: a few rows take
 * the blocks as they are, one after the other; for more, some panels at a time are widened into L2,
 * where the tiles of {@link Gemm} read them.
 *
 * @param aStride from row to row of a
 * @param type of the blocks
 * @param panelsAt where b's panels start
 */
public record BlockGemm(
    float[] a,
    int aAt,
    int aStride,
    DType type,
    byte[] panels,
    int panelsAt,
    int depth,
    int columns)
    implements Product {
  /** Most rows that are multiplied with the blocks: widening takes as long as three to five do. */
  public static final int FEW_ROWS = 4;

  /** Most floats that are widened at a time, but for the least columns: 256 KB. */
  private static final int MOST_WIDENED = 1 << 16;

  @Override
  public long bytes() {
    return (long) BlockPanels.lines(type, depth, columns) * BlockPanels.LINE;
  }

  /** For columns that fill no panel; for widened panels, and what {@link Gemm} works in. */
  @Override
  public int scratchSize(int rows) {
    return Math.max(Panels.PANEL, step() * depth + Gemm.scratchSizeWithPanels(rows));
  }

  @Override
  public void block(
      int firstRow,
      int endRow,
      int first,
      int end,
      float[] c,
      int cAt,
      int cStride,
      float[] scratch,
      int scratchAt,
      Tile tile) {
    if (endRow - firstRow <= FEW_ROWS) {
      for (int row = firstRow; row < endRow; row++) {
        int to = cAt + (row - firstRow) * cStride;
        row(aAt + row * aStride, first, end, c, to, scratch, scratchAt);
      }
      return;
    }
    int step = step();
    int gemmAt = scratchAt + step * depth;
    Gemm.Left left = new Gemm.Left(false, a, aAt, aStride);
    for (int column = first; column < end; column += step) {
      int count = Math.min(step, end - column);
      for (int panel = 0; panel < count; panel += Panels.PANEL) {
        int to = scratchAt + panel * depth;
        BlockPanels.widen(type, panels, at(column + panel), depth, scratch, to);
      }
      new Gemm(left, Gemm.Right.ofPanels(scratch, scratchAt), depth, count)
          .block(
              firstRow, endRow, 0, count, c, cAt + column - first, cStride, scratch, gemmAt, tile);
    }
  }

  /** The columns {@code first} to {@code end} of one row. */
  private void row(int from, int first, int end, float[] c, int cAt, float[] edge, int edgeAt) {
    int whole = (end - first) / Panels.PANEL * Panels.PANEL;
    int vectors = whole / Lanes.COUNT;
    BlockRow.run(type, panels, at(first), depth, a, from, c, cAt, vectors);
    int rest = end - first - whole;
    if (rest > 0) {
      int panelVectors = Panels.PANEL / Lanes.COUNT;
      BlockRow.run(type, panels, at(first + whole), depth, a, from, edge, edgeAt, panelVectors);
      System.arraycopy(edge, edgeAt, c, cAt + whole, rest);
    }
  }

  /** Where the panel of this column starts. */
  private int at(int column) {
    return panelsAt + column / Panels.PANEL * BlockPanels.panelBytes(type, depth);
  }

  /** Columns that are widened at a time. */
  private int step() {
    int units = Math.max(2, MOST_WIDENED / Math.max(1, depth) / Gemm.COLUMN_UNIT);
    return Math.min(units * Gemm.COLUMN_UNIT, Panels.paddedColumns(columns));
  }
}
