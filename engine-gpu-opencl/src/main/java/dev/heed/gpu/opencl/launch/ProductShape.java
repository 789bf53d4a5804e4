package dev.heed.gpu.opencl.launch;

import java.util.List;

/** Products that want different tiles. */
public enum ProductShape {
  /** Up to 8 rows over a weight: {@code few_rows}, which has no tile. */
  FEW_ROWS,
  /** Too few elements in the result for large tiles to occupy the device. */
  SMALL,
  /** The rest. */
  LARGE;

  /** Those that have tiles. */
  public static final List<ProductShape> TILED = List.of(SMALL, LARGE);

  /** Most rows that {@link #FEW_ROWS} takes. */
  public static final int MOST_FEW_ROWS = 8;

  /** Elements of a result from which on large tiles are enough to occupy a device. */
  private static final long LARGE_ELEMENTS = 512 * 512;

  /** The kind of a product [rows, columns], of which there are {@code batch}. */
  public static ProductShape of(long batch, long rows, long columns) {
    return batch * rows * columns < LARGE_ELEMENTS ? SMALL : LARGE;
  }
}
