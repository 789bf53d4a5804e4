package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.AttentionGradientKernel.BLOCK_KEYS;
import static dev.heed.cpu.simd.kernel.AttentionGradientKernel.TILE_QUERIES;

import dev.heed.engine.error.MemoryLimitException;

/**
 * Where the pieces of one thread's scratch memory lie on the way back, in floats from its start.
 *
 * @param keyRows [keys of a block, keyStride]: the keys times the scale
 * @param keyStride the head size, or more where tiles want it
 * @param keyColumns the same turned, [headSize, Tile.STRIDE]
 * @param valueRows [keys of a block, valueStride]
 * @param valueStride the value size, or more where tiles want it
 * @param keySums [keys of a block, headColumns]: the gradient of the keys
 * @param valueSums [keys of a block, valueColumns]: that of the values
 * @param querySums [tiles of a head, headSize, queries of a tile], one query head after the other:
 *     that of the queries, turned
 * @param deltas [tiles of a head, queries of a tile], one query head after the other
 * @param tiles most tiles of a head
 * @param headColumns the head size, filled up to whole panels
 * @param valueColumns the value size, filled up to whole panels
 * @param logSumExps [queries of a tile]
 * @param queryColumns [headSize, queries of a tile] in panels
 * @param gradientColumns of outGradient, [valueSize, queries of a tile] in panels
 * @param queryRows [queries of a tile, headColumns] in panels
 * @param gradientRows of outGradient, [queries of a tile, valueColumns] in panels
 * @param weights [keys of a block, Tile.STRIDE]
 * @param differences [keys of a block, Tile.STRIDE]: the gradients of the scores
 * @param panels the same in panels
 * @param capped [keys of a block, Tile.STRIDE], where there is a soft cap
 * @param turned a tile of the bias or of its gradient, where there is one
 * @param size of all
 */
public record AttentionGradientScratch(
    int keyRows,
    int keyStride,
    int keyColumns,
    int valueRows,
    int valueStride,
    int keySums,
    int valueSums,
    int querySums,
    int deltas,
    int tiles,
    int headColumns,
    int valueColumns,
    int logSumExps,
    int queryColumns,
    int gradientColumns,
    int queryRows,
    int gradientRows,
    int weights,
    int differences,
    int panels,
    int capped,
    int turned,
    int size) {

  /**
   * The scratch memory of one thread.
   *
   * @param longest queries of the longest sequence
   */
  public static AttentionGradientScratch of(AttentionGradientOperands op, int longest) {
    int headSize = op.headSize();
    int valueSize = op.valueSize();
    int headColumns = Panels.paddedColumns(headSize);
    int valueColumns = Panels.paddedColumns(valueSize);
    int keyStride = Math.max(headSize, Tile.STRIDE);
    int valueStride = Math.max(valueSize, Tile.STRIDE);
    int tiles = Math.ceilDiv(longest, TILE_QUERIES);
    long allTiles = (long) tiles * op.group();
    long tile = (long) BLOCK_KEYS * Tile.STRIDE;
    long keyColumns = (long) BLOCK_KEYS * keyStride;
    long valueRows = keyColumns + (long) headSize * Tile.STRIDE;
    long keySums = valueRows + (long) BLOCK_KEYS * valueStride;
    long valueSums = keySums + (long) BLOCK_KEYS * headColumns;
    long querySums = valueSums + (long) BLOCK_KEYS * valueColumns;
    long deltas = querySums + allTiles * headSize * TILE_QUERIES;
    long logSumExps = deltas + allTiles * TILE_QUERIES;
    long queryColumns = logSumExps + TILE_QUERIES;
    long gradientColumns = queryColumns + (long) headSize * TILE_QUERIES;
    long queryRows = gradientColumns + (long) valueSize * TILE_QUERIES;
    long gradientRows = queryRows + (long) headColumns * TILE_QUERIES;
    long weights = gradientRows + (long) valueColumns * TILE_QUERIES;
    long differences = weights + tile;
    long panels = differences + tile;
    long capped = panels + (long) BLOCK_KEYS * TILE_QUERIES;
    long turned = capped + (op.softCap() > 0 ? tile : 0);
    boolean biased = op.bias() != null || op.biasGradient() != null;
    long size = turned + (biased ? (long) BLOCK_KEYS * TILE_QUERIES : 0);
    if (size > Integer.MAX_VALUE) {
      throw new MemoryLimitException(
          "the gradient of attention with heads of %,d, values of %,d and %,d queries needs %,d floats of working memory in one array, but a Java array holds at most %,d"
              .formatted(headSize, valueSize, longest, size, Integer.MAX_VALUE));
    }
    return new AttentionGradientScratch(
        0,
        keyStride,
        (int) keyColumns,
        (int) valueRows,
        valueStride,
        (int) keySums,
        (int) valueSums,
        (int) querySums,
        (int) deltas,
        tiles,
        headColumns,
        valueColumns,
        (int) logSumExps,
        (int) queryColumns,
        (int) gradientColumns,
        (int) queryRows,
        (int) gradientRows,
        (int) weights,
        (int) differences,
        (int) panels,
        (int) capped,
        (int) turned,
        (int) size);
  }
}
