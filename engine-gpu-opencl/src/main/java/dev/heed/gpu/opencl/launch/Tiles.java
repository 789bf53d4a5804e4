package dev.heed.gpu.opencl.launch;

import java.util.EnumMap;
import java.util.Map;

/** Which tile each kind of product gets on a device: what tuning found, or else what is shipped. */
public final class Tiles {
  private final Map<ProductShape, Tile> chosen = new EnumMap<>(ProductShape.class);

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
            : firstThatFits(limits, new Tile(8, 64, 32, 8, 8)));
    return tiles;
  }

  /** The same with this tile for this kind. */
  public Tiles with(ProductShape shape, Tile tile) {
    Tiles tiles = new Tiles();
    tiles.chosen.putAll(chosen);
    tiles.chosen.put(shape, tile);
    return tiles;
  }

  /** The tile of a kind that has tiles. */
  public Tile of(ProductShape shape) {
    Tile tile = chosen.get(shape);
    if (tile == null) {
      throw new IllegalArgumentException(shape + " has no tile");
    }
    return tile;
  }

  /** The last resort fits any device that OpenCL 1.2 allows: 16 × 16 at least. */
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
