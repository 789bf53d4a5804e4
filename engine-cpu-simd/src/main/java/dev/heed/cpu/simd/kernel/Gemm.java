package dev.heed.cpu.simd.kernel;

/**
 * The product of two matrices of floats. An output is one chain of fused multiply–adds over the
 * depth.
 */
public record Gemm(Left a, Right b, int depth, int columns) implements Product {
  /**
   * The left factor [rows, depth].
   *
   * @param turned whether it lies as [depth, rows]: pieces of it are turned where they would be
   *     copied
   * @param stride from row to row as it lies
   */
  public record Left(boolean turned, float[] data, int at, int stride) {}

  /**
   * The right factor [depth, columns].
   *
   * @param stride from row to row as it lies; in panels 0
   */
  public record Right(Order order, float[] data, int at, int stride) {
    /** In {@link Panels}. */
    public static Right ofPanels(float[] panels, int at) {
      return new Right(Order.PANELS, panels, at, 0);
    }

    /** How it lies. */
    public enum Order {
      /** As tiles read it. */
      PANELS,
      /** [depth, columns]; each block packs what it needs, piece by piece, where L2 keeps it. */
      PLAIN,
      /** The same of [columns, depth], such as a weight [outputs, inputs]. */
      TURNED
    }
  }

  /** Blocks start at multiples of this many columns: two vectors of 512 bits. */
  public static final int COLUMN_UNIT = 32;

  /** Most columns of a block: its rows stay in cache for bias and activation. */
  public static final int MOST_COLUMNS = 256;

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

  /** For a piece of a, for columns that do not fill a tile, and for a piece of b. */
  @Override
  public int scratchSize(int rows) {
    return copySize(rows)
        + (columns % TileGrid.STEP == 0 ? 0 : rows * TileGrid.STEP)
        + (packs() ? MOST_DEPTH * MOST_COLUMNS : 0);
  }

  /** Of a product with panels that may have columns which do not fill a tile. */
  static int scratchSizeWithPanels(int rows) {
    return (rows < COPIED_ROWS ? 0 : rows * Tile.STRIDE) + rows * TileGrid.STEP;
  }

  private int copySize(int rows) {
    return a.turned() || rows >= COPIED_ROWS ? rows * Tile.STRIDE : 0;
  }

  private boolean packs() {
    return b.order() != Right.Order.PANELS;
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
    int copySize = copySize(rows);
    boolean copied = copySize > 0;
    int edgeAt = scratchAt + copySize;
    int whole = end == columns ? columns / TileGrid.STEP * TileGrid.STEP : end;
    int packedAt = edgeAt + (whole < end ? rows * TileGrid.STEP : 0);
    // Few rows read panels once: nothing would be kept.
    int pieces = copied || packs() ? Math.max(1, Math.ceilDiv(depth, MOST_DEPTH)) : 1;
    int piece = Math.max(1, Math.ceilDiv(depth, pieces));
    if (a.turned() || packs()) {
      piece = Math.ceilDiv(piece, Lanes.COUNT) * Lanes.COUNT; // what is turned at a time
    }
    if (adds && whole < end) {
      for (int row = 0; row < rows; row++) {
        int to = edgeAt + row * TileGrid.STEP;
        System.arraycopy(c, cAt + row * cStride + whole - first, scratch, to, end - whole);
      }
    }
    int k = 0;
    do {
      int n = Math.min(piece, depth - k);
      boolean fresh = k == 0 && !adds;
      float[] left = a.data();
      int leftAt = a.at() + firstRow * a.stride() + k;
      int leftStride = a.stride();
      if (copied) {
        copy(firstRow, rows, k, n, scratch, scratchAt);
        left = scratch;
        leftAt = scratchAt;
        leftStride = Tile.STRIDE;
      }
      float[] panels = b.data();
      int panelStride = depth * Panels.PANEL;
      int panelsAt = b.at() + first / Panels.PANEL * panelStride + k * Panels.PANEL;
      if (packs()) {
        pack(first, end, k, n, scratch, packedAt);
        panels = scratch;
        panelStride = n * Panels.PANEL;
        panelsAt = packedAt;
      }
      TileGrid.run(
          tile,
          left,
          leftAt,
          leftStride,
          rows,
          panels,
          panelsAt,
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
            panelsAt + Panels.vectorAt((whole - first) / Lanes.COUNT, panelStride),
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

  /** The elements {@code k} to {@code k + n} of some rows of a, to where tiles want them. */
  private void copy(int firstRow, int rows, int k, int n, float[] to, int at) {
    if (a.turned()) {
      int from = a.at() + k * a.stride() + firstRow;
      Transposition.turn(a.data(), from, a.stride(), n, rows, to, at, Tile.STRIDE);
      return;
    }
    int from = a.at() + firstRow * a.stride() + k;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(a.data(), from + row * a.stride(), to, at + row * Tile.STRIDE, n);
    }
  }

  /** The rows {@code k} to {@code k + n} of some columns of b, in panels. */
  private void pack(int first, int end, int k, int n, float[] to, int at) {
    int stride = b.stride();
    int last = Panels.paddedColumns(end - first);
    if (b.order() == Right.Order.TURNED) {
      int from = b.at() + first * stride + k;
      Panels.packTransposed(b.data(), from, stride, columns - first, n, 0, last, to, at);
    } else {
      int from = b.at() + k * stride + first;
      Panels.pack(b.data(), from, stride, columns - first, n, 0, last, to, at, n * Panels.PANEL);
    }
  }
}
