package dev.heed.cpu.simd.kernel;

/**
 * The right-hand side of a product in the order in which the tiles read it: panels of {@link
 * #PANEL} columns, each [depth, PANEL], one after the other. The last one is filled up with zeros.
 */
public final class Panels {
  /** Columns of a panel: both vectors of a tile, so that one register addresses them. */
  public static final int PANEL = Math.max(16, 2 * Lanes.COUNT);

  private Panels() {}

  /** Columns with those that fill up the last tile. */
  public static int paddedColumns(int columns) {
    return Math.ceilDiv(columns, PANEL) * PANEL;
  }

  /** Floats that the panels of b [depth, columns] take. */
  public static long size(int depth, int columns) {
    return (long) depth * paddedColumns(columns);
  }

  /** Where vector {@code v} starts, seen from the first, when panels lie {@code stride} apart. */
  static int vectorAt(int v, int stride) {
    return v * Lanes.COUNT / PANEL * stride + v * Lanes.COUNT % PANEL;
  }

  /**
   * Packs the columns {@code first} to {@code end} of bᵀ, given as b [columns, depth]: a weight
   * [outputs, inputs], or keys.
   *
   * @param first a multiple of {@link #PANEL}
   * @param end a multiple of {@link #PANEL}, at most {@link #paddedColumns}
   */
  public static void packTransposed(
      float[] b,
      int bAt,
      int bStride,
      int columns,
      int depth,
      int first,
      int end,
      float[] panels,
      int at) {
    for (int panel = first; panel < end; panel += PANEL) {
      int to = at + panel * depth;
      int present = Math.clamp(columns - panel, 0, PANEL);
      int from = bAt + panel * bStride;
      Transposition.turn(b, from, bStride, present, depth, panels, to, PANEL);
      for (int j = present; j < PANEL; j++) {
        for (int k = 0; k < depth; k++) {
          panels[to + k * PANEL + j] = 0;
        }
      }
    }
  }

  /**
   * Packs the columns {@code first} to {@code end} of b [depth, columns]: the second factor of a
   * plain product, or values.
   *
   * @param first a multiple of {@link #PANEL}
   * @param end a multiple of {@link #PANEL}, at most {@link #paddedColumns}
   * @param panelStride from panel to panel, {@link #PANEL} · depth or more
   */
  public static void pack(
      float[] b,
      int bAt,
      int bStride,
      int columns,
      int depth,
      int first,
      int end,
      float[] panels,
      int at,
      int panelStride) {
    // Row by row: a row's columns lie together, and rows often on pages of their own.
    for (int k = 0; k < depth; k++) {
      int from = bAt + k * bStride;
      for (int panel = first; panel < end; panel += PANEL) {
        int to = at + panel / PANEL * panelStride + k * PANEL;
        int present = Math.clamp(columns - panel, 0, PANEL);
        if (present > 0) {
          System.arraycopy(b, from + panel, panels, to, present);
        }
        for (int j = present; j < PANEL; j++) {
          panels[to + j] = 0;
        }
      }
    }
  }
}
