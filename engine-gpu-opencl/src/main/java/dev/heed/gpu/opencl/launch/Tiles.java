package dev.heed.gpu.opencl.launch;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the work of a device is cut: the tile of each kind of product, and the most query rows of an
 * attention that a work-group makes. What tuning found, or else what is shipped; the bits are the
 * same.
 */
public final class Tiles {
  /** What tuning tries. */
  public static final List<Integer> QUERY_ROWS = List.of(4, 8, 16, 32);

  private final Map<ProductShape, Tile> chosen = new EnumMap<>(ProductShape.class);
  private int queryRows = 32;

  private Tiles() {}

  /**
   * Those that are shipped: the first that fits, of those that were good on devices of this kind.
   *
   * @param gpu false for drivers that compute on the processor, where large groups cost much
   */
  public static Tiles shipped(boolean gpu, DeviceLimits limits) {
    Tiles tiles = new Tiles();
    tiles.chosen.put(
        ProductShape.LARGE,
        gpu
            ? firstThatFits(limits, new Tile(128, 128, 16, 8, 8), new Tile(64, 64, 16, 4, 4))
            : firstThatFits(limits, new Tile(16, 128, 32, 8, 16)));
    tiles.chosen.put(
        ProductShape.SMALL,
        gpu
            ? firstThatFits(limits, new Tile(32, 32, 16, 2, 2))
            : firstThatFits(limits, new Tile(16, 128, 32, 8, 16)));
    return gpu ? tiles : tiles.withQueryRows(16);
  }

  /** Every tile that a graphics card with these limits may get. */
  static Set<Tile> possible(DeviceLimits limits) {
    Set<Tile> possible = new LinkedHashSet<>();
    Tile.CANDIDATES.stream().filter(tile -> tile.fits(limits)).forEach(possible::add);
    possible.addAll(shipped(true, limits).chosen.values());
    return possible;
  }

  /** The same with this tile for this kind. */
  public Tiles with(ProductShape shape, Tile tile) {
    Tiles tiles = withQueryRows(queryRows);
    tiles.chosen.put(shape, tile);
    return tiles;
  }

  /** The same with at most so many query rows of an attention in a work-group. */
  public Tiles withQueryRows(int rows) {
    if (!QUERY_ROWS.contains(rows)) {
      throw new IllegalArgumentException("query rows must be in " + QUERY_ROWS + ", was " + rows);
    }
    Tiles tiles = new Tiles();
    tiles.chosen.putAll(chosen);
    tiles.queryRows = rows;
    return tiles;
  }

  /** Most query rows of an attention in a work-group. */
  public int queryRows() {
    return queryRows;
  }

  /** The tile of a kind that has tiles. */
  public Tile of(ProductShape shape) {
    Tile tile = chosen.get(shape);
    if (tile == null) {
      throw new IllegalArgumentException(shape + " has no tile");
    }
    return tile;
  }

  /** The last resort: 4 work-items and 576 bytes. */
  private static Tile firstThatFits(DeviceLimits limits, Tile... wanted) {
    for (Tile tile : wanted) {
      if (tile.fits(limits)) {
        return tile;
      }
    }
    Tile small = new Tile(16, 16, 16, 2, 2);
    return small.fits(limits) ? small : new Tile(8, 8, 8, 4, 4);
  }
}
