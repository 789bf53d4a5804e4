package dev.heed.gpu.opencl.launch;

import java.util.List;
import java.util.Map;

/**
 * How a work-group makes a part of a product; all give the same bits.
 *
 * @param rows of the result that a group makes
 * @param columns of the result that a group makes
 * @param inner of the inner dimension that is in local memory at a time
 * @param eachRows of these rows that one work-item makes
 * @param eachColumns of these columns that one work-item makes
 */
public record Tile(int rows, int columns, int inner, int eachRows, int eachColumns) {
  /** What tuning tries, beginning with what a graphics card is given untuned. */
  public static final List<Tile> CANDIDATES =
      List.of(
          new Tile(64, 64, 16, 4, 4),
          new Tile(128, 128, 16, 8, 8),
          new Tile(128, 64, 16, 8, 4),
          new Tile(64, 128, 16, 4, 8),
          new Tile(128, 128, 8, 8, 8),
          new Tile(64, 64, 32, 4, 4),
          new Tile(64, 64, 16, 8, 4),
          new Tile(32, 64, 16, 4, 4),
          new Tile(32, 64, 32, 2, 4),
          new Tile(32, 32, 16, 2, 2),
          new Tile(32, 32, 32, 4, 4),
          new Tile(16, 64, 32, 4, 4),
          new Tile(16, 16, 16, 1, 1),
          new Tile(8, 64, 32, 8, 8),
          new Tile(16, 128, 32, 8, 16),
          new Tile(16, 16, 16, 2, 2));

  /**
   * The tile that {@link #toText} wrote.
   *
   * @throws IllegalArgumentException when it is none, or does not fit the device
   */
  public static Tile parse(String text, DeviceLimits limits) {
    for (Tile candidate : CANDIDATES) {
      if (candidate.toText().equals(text.strip())) {
        if (candidate.fits(limits)) {
          return candidate;
        }
        throw new IllegalArgumentException("the tile " + text + " does not fit the device");
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no tile");
  }

  /** Such as {@code 64x64x16/4x4}. */
  public String toText() {
    return "%dx%dx%d/%dx%d".formatted(rows, columns, inner, eachRows, eachColumns);
  }

  /** Work-items of a group. */
  public int workItems() {
    return (rows / eachRows) * (columns / eachColumns);
  }

  /** Bytes of local memory of a group. */
  public long localBytes() {
    return (long) Float.BYTES * inner * (rows + 1 + columns + 1);
  }

  /** True when a device can run it. */
  public boolean fits(DeviceLimits limits) {
    return workItems() <= limits.maxWorkGroup() && localBytes() <= limits.localMemory();
  }

  Map<String, Integer> defines() {
    return Map.of(
        "TILE_ROWS", rows,
        "TILE_COLUMNS", columns,
        "TILE_INNER", inner,
        "EACH_ROWS", eachRows,
        "EACH_COLUMNS", eachColumns);
  }
}
