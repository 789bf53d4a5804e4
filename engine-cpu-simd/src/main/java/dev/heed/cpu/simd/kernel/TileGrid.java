package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static dev.heed.cpu.simd.kernel.Panels.vectorAt;

/** Covers a product with the tiles that fit its rows and columns. */
final class TileGrid {
  /** Columns come in multiples of this: two vectors. */
  static final int STEP = 2 * COUNT;

  /** What a fresh tile starts from: the widest row of a tile. */
  static final float[] ZEROS = new float[8 * 16];

  /**
   * From so many rows on a panel is fetched before the first tile reads it: three rows of tiles
   * hide what that costs where the panel is in L2 already.
   */
  private static final int FETCHED_ROWS = 32;

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
    int most = aStride == Tile.STRIDE ? TallTiles.MOST_ROWS : 2;
    int step = (most == 2 ? width(Math.min(rows, 2)) : width(rows)) * COUNT;
    int column = 0;
    while (column < columns) {
      while (column + step > columns) {
        step /= 2;
      }
      int from = bAt + vectorAt(column / COUNT, panelStride);
      int to = cAt + column;
      if (rows >= FETCHED_ROWS) {
        tile.fetched = fetch(b, from, depth * PANEL);
      }
      int row = 0;
      while (row < rows) {
        int height = height(rows - row, most);
        int aRow = aAt + row * aStride;
        int cRow = to + row * cStride;
        if (height > 2) {
          tall(tile, height, a, aRow, b, from, depth, fresh, c, cRow, cStride);
        } else {
          wide(
              height, step, a, aRow, aStride, b, from, panelStride, depth, fresh, c, cRow, cStride);
        }
        row += height;
      }
      column += step;
    }
  }

  /**
   * Brings {@code n} floats into L1 at the speed at which they can come, by asking for many at
   * once. The first tile asks for few, and would wait for each.
   *
   * @return what keeps C2 from leaving it out
   */
  private static float fetch(float[] b, int at, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int i = at; i <= at + n - 64; i += 64) {
      s0 += b[i];
      s1 += b[i + 16];
      s2 += b[i + 32];
      s3 += b[i + 48];
    }
    return s0 + s1 + s2 + s3;
  }

  /** Vectors side by side in a tile of so many rows: eight chains at least. */
  static int width(int rows) {
    return rows == 1 ? 8 : rows == 2 ? 4 : 2;
  }

  /** Rows of the next tile: as even as it goes, so that there are nearly no small ones. */
  static int height(int rows, int most) {
    return Math.ceilDiv(rows, Math.ceilDiv(rows, most));
  }

  private static void tall(
      Tile tile,
      int rows,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int depth,
      boolean fresh,
      float[] c,
      int cAt,
      int cStride) {
    tile.a = a;
    tile.aAt = aAt;
    tile.b = b;
    tile.bAt = bAt;
    tile.depth = depth;
    tile.start = fresh ? ZEROS : c;
    tile.startAt = fresh ? 0 : cAt;
    tile.startStride = fresh ? 0 : cStride;
    tile.c = c;
    tile.cAt = cAt;
    tile.cStride = cStride;
    switch (rows) {
      case 10 -> TallTiles.rows10(tile);
      case 9 -> TallTiles.rows9(tile);
      case 8 -> TallTiles.rows8(tile);
      case 7 -> TallTiles.rows7(tile);
      case 6 -> TallTiles.rows6(tile);
      case 5 -> TallTiles.rows5(tile);
      case 4 -> TallTiles.rows4(tile);
      default -> TallTiles.rows3(tile);
    }
  }

  private static void wide(
      int rows,
      int columns,
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int panelStride,
      int depth,
      boolean fresh,
      float[] c,
      int cAt,
      int cStride) {
    switch (rows) {
      case 2 -> {
        if (columns == STEP) {
          WideTiles.tile2x2(a, aAt, aStride, b, bAt, panelStride, depth, fresh, c, cAt, cStride);
        } else {
          WideTiles.tile2x4(a, aAt, aStride, b, bAt, panelStride, depth, fresh, c, cAt, cStride);
        }
      }
      default -> {
        if (columns == STEP) {
          WideTiles.tile1x2(a, aAt, aStride, b, bAt, panelStride, depth, fresh, c, cAt, cStride);
        } else if (columns == 2 * STEP) {
          WideTiles.tile1x4(a, aAt, aStride, b, bAt, panelStride, depth, fresh, c, cAt, cStride);
        } else {
          WideTiles.tile1x8(a, aAt, aStride, b, bAt, panelStride, depth, fresh, c, cAt, cStride);
        }
      }
    }
  }
}
