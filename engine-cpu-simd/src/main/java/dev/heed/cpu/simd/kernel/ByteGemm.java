package dev.heed.cpu.simd.kernel;

/**
 * The product with b in {@link BytePanels}: a quarter of the way from memory, and all else in F32.
 * Some panels at a time are widened to floats in L2, and pass through the tiles of {@link Gemm}; an
 * output is one chain of fused multiply–adds over the depth, times the scale of its column.
 *
 * @param aStride from row to row of a
 * @param panelsAt where b's panels start
 * @param scales one for each column
 */
public record ByteGemm(
    float[] a,
    int aAt,
    int aStride,
    byte[] panels,
    int panelsAt,
    float[] scales,
    int scalesAt,
    int depth,
    int columns)
    implements Product {
  /** Most floats that are widened at a time, but for the least columns: 256 KB. */
  private static final int MOST_WIDENED = 1 << 16;

  /** For widened panels, and what {@link Gemm} works in. */
  @Override
  public int scratchSize(int rows) {
    return step() * depth + Gemm.scratchSize(rows, true);
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
    int step = step();
    int gemmAt = scratchAt + step * depth;
    for (int column = first; column < end; column += step) {
      int count = Math.min(step, end - column);
      int widened = Panels.paddedColumns(count) * depth;
      BytePanels.widen(panels, panelsAt + column * depth, scratch, scratchAt, widened);
      gemm(scratch, scratchAt, count)
          .block(
              firstRow, endRow, 0, count, c, cAt + column - first, cStride, scratch, gemmAt, tile);
    }
    for (int row = 0; row < endRow - firstRow; row++) {
      int at = cAt + row * cStride;
      Elementwise.multiply(c, at, scales, scalesAt + first, c, at, end - first);
    }
  }

  @Override
  public long bytes() {
    return (long) depth * columns;
  }

  private int step() {
    return step(depth, columns);
  }

  /** Columns that are widened at a time. */
  static int step(int depth, int columns) {
    int units = Math.max(2, MOST_WIDENED / Math.max(1, depth) / Gemm.COLUMN_UNIT);
    return Math.min(units * Gemm.COLUMN_UNIT, Panels.paddedColumns(columns));
  }

  private Gemm gemm(float[] widened, int at, int count) {
    return new Gemm(a, aAt, aStride, widened, at, depth, count);
  }
}
