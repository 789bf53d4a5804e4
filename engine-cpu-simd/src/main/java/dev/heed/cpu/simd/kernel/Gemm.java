package dev.heed.cpu.simd.kernel;

/**
 * A product c [rows, columns] = a [rows, depth] · b [depth, columns], b in {@link Panels}, computed
 * in blocks of rows and columns that may run on different threads. An output is one chain of fused
 * multiply–adds over the depth, whatever the blocks.
 *
 * @param aStride from row to row of a
 * @param panelsAt where b's panels start
 */
public record Gemm(
    float[] a, int aAt, int aStride, float[] panels, int panelsAt, int depth, int columns) {
  /** Blocks start at multiples of this many columns: two vectors of 512 bits. */
  public static final int COLUMN_UNIT = 32;

  /** Rows of the tallest tile: blocks of a multiple leave no short tiles but at the end. */
  public static final int TILE_ROWS = 6;

  /** Two vectors over this depth are 24 KB of b, which L1 keeps while the rows of a pass. */
  private static final int MOST_DEPTH = 3072 / Lanes.COUNT;

  /**
   * Most rows of a block: over a piece of the depth 198 KB of a, which L2 keeps while b passes;
   * 264, 132 or 66. Blocks of half as many read b from beyond L2 twice as often, which cost a
   * twentieth at 512 bits.
   */
  public static final int MOST_ROWS = 50_688 / MOST_DEPTH / TILE_ROWS * TILE_ROWS;

  /** The tile that most of so many rows pass through, as rows × vectors. */
  public static String tile(int rows) {
    return TileGrid.height(rows) + "×" + TileGrid.width(rows);
  }

  /** Floats that {@link #block} needs beside c for the columns that do not fill a tile. */
  public int edgeSize(int rows) {
    return columns % TileGrid.STEP == 0 ? 0 : rows * TileGrid.STEP;
  }

  /**
   * Computes the rows {@code firstRow} to {@code endRow} of the columns {@code first} to {@code
   * end}.
   *
   * @param first a multiple of {@value #COLUMN_UNIT}
   * @param end a multiple of {@value #COLUMN_UNIT}, or all columns
   * @param cAt where the block's first element goes
   * @param cStride from row to row of c
   * @param edge scratch of {@link #edgeSize} floats
   */
  public void block(
      int firstRow,
      int endRow,
      int first,
      int end,
      float[] c,
      int cAt,
      int cStride,
      float[] edge,
      int edgeAt) {
    int rows = endRow - firstRow;
    int aFrom = aAt + firstRow * aStride;
    int whole = end == columns ? columns / TileGrid.STEP * TileGrid.STEP : end;
    int panelStride = depth * Panels.PANEL;
    int panel = panelsAt + first / Panels.PANEL * panelStride;
    int edgePanel = panelsAt + Panels.vectorAt(whole / Lanes.COUNT, panelStride);
    // Few rows read b once: nothing would be kept.
    int pieces = rows <= TILE_ROWS ? 1 : Math.max(1, Math.ceilDiv(depth, MOST_DEPTH));
    int piece = Math.max(1, Math.ceilDiv(depth, pieces));
    int k = 0;
    do {
      int n = Math.min(piece, depth - k);
      int skip = k * Panels.PANEL;
      boolean fresh = k == 0;
      TileGrid.run(
          a,
          aFrom + k,
          aStride,
          rows,
          panels,
          panel + skip,
          panelStride,
          n,
          fresh,
          c,
          cAt,
          cStride,
          whole - first);
      if (whole < end) {
        TileGrid.run(
            a,
            aFrom + k,
            aStride,
            rows,
            panels,
            edgePanel + skip,
            panelStride,
            n,
            fresh,
            edge,
            edgeAt,
            TileGrid.STEP,
            TileGrid.STEP);
      }
      k += n;
    } while (k < depth);
    if (whole < end) {
      for (int row = 0; row < rows; row++) {
        int from = edgeAt + row * TileGrid.STEP;
        System.arraycopy(edge, from, c, cAt + row * cStride + whole - first, end - whole);
      }
    }
  }
}
