package dev.heed.cpu.simd.kernel;

/**
 * The product with b in {@link Panels}. An output is one chain of fused multiply–adds over the
 * depth.
 *
 * @param aStride from row to row of a
 * @param panelsAt where b's panels start
 */
public record Gemm(
    float[] a, int aAt, int aStride, float[] panels, int panelsAt, int depth, int columns)
    implements Product {
  /** Blocks start at multiples of this many columns: two vectors of 512 bits. */
  public static final int COLUMN_UNIT = 32;

  /** Rows of the tallest tile: blocks of a multiple leave no short tiles but at the end. */
  public static final int TILE_ROWS = TallTiles.MOST_ROWS;

  /** Two vectors over this depth are 24 KB of b, which L1 keeps while the rows of a pass. */
  static final int MOST_DEPTH = 3072 / Lanes.COUNT;

  /** From so many rows on they are worth being copied to where the tiles want them. */
  private static final int COPIED_ROWS = 3;

  /**
   * Most rows of a block: over a piece of the depth 198 KB of a, which L2 keeps while b passes; 260
   * at 512 bits, 130 or 132 at 256. Blocks of half as many read b from beyond L2 twice as often.
   */
  public static final int MOST_ROWS = 50_688 / MOST_DEPTH / TILE_ROWS * TILE_ROWS;

  /** Rows of a block, but the last, of so many: as even as whole tiles allow. */
  public static int rowStep(int rows) {
    int blocks = Math.ceilDiv(rows, MOST_ROWS);
    return Math.ceilDiv(Math.ceilDiv(rows, blocks), TILE_ROWS) * TILE_ROWS;
  }

  /**
   * The tiles that a block of a product passes through, as rows × vectors and in this order, such
   * as {@code 5×4 + 7×2}. A block that threads make narrower may have less.
   */
  public static String tiles(int rows, int columns) {
    return TileGrid.tiles(Math.min(rows, rowStep(rows)), columns);
  }

  @Override
  public long bytes() {
    return (long) Float.BYTES * depth * columns;
  }

  /** For a piece of a, and for columns that do not fill a tile. */
  @Override
  public int scratchSize(int rows) {
    return scratchSize(rows, columns % TileGrid.STEP != 0);
  }

  /**
   * What blocks of so many rows work in.
   *
   * @param edge whether some have columns that do not fill a tile
   */
  static int scratchSize(int rows, boolean edge) {
    return copySize(rows) + (edge ? rows * TileGrid.STEP : 0);
  }

  private static int copySize(int rows) {
    return rows >= COPIED_ROWS ? rows * Tile.STRIDE : 0;
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
    run(false, firstRow, endRow, first, end, c, cAt, cStride, scratch, scratchAt, tile);
  }

  /** The same, added to what c holds: the chains of multiply–adds start from there. */
  public void add(
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
    run(true, firstRow, endRow, first, end, c, cAt, cStride, scratch, scratchAt, tile);
  }

  private void run(
      boolean adds,
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
    int rows = endRow - firstRow;
    int aFrom = aAt + firstRow * aStride;
    int copySize = copySize(rows);
    boolean copied = copySize > 0;
    int edgeAt = scratchAt + copySize;
    int whole = end == columns ? columns / TileGrid.STEP * TileGrid.STEP : end;
    int panelStride = depth * Panels.PANEL;
    int panel = panelsAt + first / Panels.PANEL * panelStride;
    int edgePanel = panelsAt + Panels.vectorAt(whole / Lanes.COUNT, panelStride);
    // Few rows read b once: nothing would be kept.
    int pieces = rows < COPIED_ROWS ? 1 : Math.max(1, Math.ceilDiv(depth, MOST_DEPTH));
    int piece = Math.max(1, Math.ceilDiv(depth, pieces));
    if (adds && whole < end) {
      for (int row = 0; row < rows; row++) {
        int to = edgeAt + row * TileGrid.STEP;
        System.arraycopy(c, cAt + row * cStride + whole - first, scratch, to, end - whole);
      }
    }
    int k = 0;
    do {
      int n = Math.min(piece, depth - k);
      int skip = k * Panels.PANEL;
      boolean fresh = k == 0 && !adds;
      if (copied) {
        copyRows(aFrom + k, rows, n, scratch, scratchAt);
      }
      float[] left = copied ? scratch : a;
      int leftAt = copied ? scratchAt : aFrom + k;
      int leftStride = copied ? Tile.STRIDE : aStride;
      TileGrid.run(
          tile,
          left,
          leftAt,
          leftStride,
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
            tile,
            left,
            leftAt,
            leftStride,
            rows,
            panels,
            edgePanel + skip,
            panelStride,
            n,
            fresh,
            scratch,
            edgeAt,
            TileGrid.STEP,
            TileGrid.STEP);
      }
      k += n;
    } while (k < depth);
    tile.release();
    if (whole < end) {
      for (int row = 0; row < rows; row++) {
        int from = edgeAt + row * TileGrid.STEP;
        System.arraycopy(scratch, from, c, cAt + row * cStride + whole - first, end - whole);
      }
    }
  }

  private void copyRows(int from, int rows, int count, float[] to, int at) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(a, from + row * aStride, to, at + row * Tile.STRIDE, count);
    }
  }
}
