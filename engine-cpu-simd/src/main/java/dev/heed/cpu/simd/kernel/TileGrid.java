package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Panels.vectorAt;

/** Covers a product with the tiles that fit its rows and columns. */
final class TileGrid {
  /** Columns come in multiples of this: two vectors. */
  static final int STEP = 2 * COUNT;

  /** What a fresh tile starts from: the widest row of a tile. */
  static final float[] ZEROS = new float[8 * 16];

  private TileGrid() {}

  /**
   * c [rows, columns] (+)= a [rows, depth] · b [depth, columns]. Where the rows of a do not lie
   * {@link Tile#STRIDE} apart, they are taken by twos, which is slow for many.
   *
   * @param tile this thread's
   * @param b panels, of which {@code bAt} is the first element to use
   * @param panelStride from one panel to the next
   * @param fresh c starts from 0 instead of what it holds
   * @param columns a multiple of {@link #STEP}
   */
  static void run(
      Tile tile,
      float[] a,
      int aAt,
      int aStride,
      int rows,
      float[] b,
      int bAt,
      int panelStride,
      int depth,
      boolean fresh,
      float[] c,
      int cAt,
      int cStride,
      int columns) {
    tile.a = a;
    tile.aStride = aStride;
    tile.b = b;
    tile.panelStride = panelStride;
    tile.depth = depth;
    tile.fresh = fresh;
    tile.start = fresh ? ZEROS : c;
    tile.startStride = fresh ? 0 : cStride;
    tile.c = c;
    tile.cStride = cStride;
    boolean even = aStride == Tile.STRIDE;
    int streamed = even ? streamed(rows) : 0;
    int column = 0;
    if (streamed > 0) {
      while (column + 2 * STEP <= columns) {
        int to = cAt + column;
        int from = bAt + vectorAt(column / COUNT, panelStride);
        int next = bAt + vectorAt(column / COUNT + 2, panelStride);
        stream(tile, streamed, aAt, from, to);
        tiles(tile, streamed, rows, STEP, aAt, from, to);
        tiles(tile, streamed, rows, STEP, aAt, next, to + STEP);
        column += 2 * STEP;
      }
    }
    int step = width(even ? rows : Math.min(rows, 2)) * COUNT;
    while (column < columns) {
      while (column + step > columns) {
        step /= 2;
      }
      int from = bAt + vectorAt(column / COUNT, panelStride);
      tiles(tile, 0, rows, step, aAt, from, cAt + column);
      column += step;
    }
  }

  /** What {@link Gemm#tiles} says of one block; an edge of columns that fill no tile aside. */
  static String tiles(int rows, int columns) {
    int streamed = columns < 2 * STEP ? 0 : streamed(rows);
    int rest = rows - streamed;
    String first = Math.min(streamed, StreamTiles.MOST_ROWS) + "×4";
    if (rest == 0) {
      return first;
    }
    int vectors = streamed > 0 ? 2 : width(rows);
    while (vectors > 2 && vectors * COUNT > columns) {
      vectors /= 2;
    }
    String others = height(rest, TallTiles.MOST_ROWS) + "×" + vectors;
    return streamed > 0 ? first + " + " + others : others;
  }

  /**
   * How many rows pass first, through {@link StreamTiles}: one tile, or two where the others are
   * then a tile less; 0 where that would leave rows that fill no tile.
   */
  static int streamed(int rows) {
    int most = StreamTiles.MOST_ROWS;
    if (rows <= most) {
      return rows > 2 ? rows : 0;
    }
    if (tallTiles(rows - 2 * most) < tallTiles(rows - most)) {
      return 2 * most;
    }
    int first = Math.min(most, rows - 3);
    return first > 1 ? first : 0;
  }

  private static int tallTiles(int rows) {
    return rows < 0 ? Integer.MAX_VALUE : Math.ceilDiv(rows, TallTiles.MOST_ROWS);
  }

  /** Vectors side by side in a tile of so many rows: eight chains at least. */
  static int width(int rows) {
    return rows == 1 ? 8 : rows == 2 ? 4 : 2;
  }

  /** Rows of the next tile: as even as it goes, so that there are nearly no small ones. */
  static int height(int rows, int most) {
    return Math.ceilDiv(rows, Math.ceilDiv(rows, most));
  }

  /** The rows {@code row} to {@code end}, in tiles of {@code step} columns. */
  private static void tiles(Tile tile, int row, int end, int step, int aAt, int bAt, int cAt) {
    int most = tile.aStride == Tile.STRIDE ? TallTiles.MOST_ROWS : 2;
    while (row < end) {
      int height = height(end - row, most);
      tile.place(aAt + row * tile.aStride, bAt, cAt + row * tile.cStride);
      switch (height) {
        case 10 -> TallTiles.rows10(tile);
        case 9 -> TallTiles.rows9(tile);
        case 8 -> TallTiles.rows8(tile);
        case 7 -> TallTiles.rows7(tile);
        case 6 -> TallTiles.rows6(tile);
        case 5 -> TallTiles.rows5(tile);
        case 4 -> TallTiles.rows4(tile);
        case 3 -> TallTiles.rows3(tile);
        case 2 -> {
          if (step == STEP) {
            WideTiles.tile2x2(tile);
          } else {
            WideTiles.tile2x4(tile);
          }
        }
        default -> {
          if (step == STEP) {
            WideTiles.tile1x2(tile);
          } else if (step == 2 * STEP) {
            WideTiles.tile1x4(tile);
          } else {
            WideTiles.tile1x8(tile);
          }
        }
      }
      row += height;
    }
  }

  /** The rows 0 to {@code end}, in tiles of four vectors. */
  private static void stream(Tile tile, int end, int aAt, int bAt, int cAt) {
    int row = 0;
    while (row < end) {
      int height = Math.min(end - row, StreamTiles.MOST_ROWS);
      tile.place(aAt + row * tile.aStride, bAt, cAt + row * tile.cStride);
      switch (height) {
        case 5 -> StreamTiles.rows5(tile);
        case 4 -> StreamTiles.rows4(tile);
        case 3 -> StreamTiles.rows3(tile);
        default -> WideTiles.tile2x4(tile);
      }
      row += height;
    }
  }
}
