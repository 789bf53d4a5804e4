package dev.heed.cpu.simd.kernel;

import dev.heed.engine.error.MemoryLimitException;

/**
 * Where the pieces of one thread's scratch memory lie, in floats from its start.
 *
 * @param rows most query rows of a unit
 * @param queries [rows, queryStride]
 * @param queryStride the head size, or more where tiles want it
 * @param sums [rows, valueColumns]: Σ weight · value, not yet divided
 * @param greatest [rows]: the greatest score so far
 * @param totals [rows]: Σ weight so far
 * @param scores [tile rows, keys of a block]
 * @param keyRows some keys on their way into panels, see {@link StoredPanels#keys}
 * @param keyPanels [keys of a block, headSize] in panels
 * @param valuePanels [keys of a block, valueColumns] in panels
 * @param valueColumns the value size, filled up to whole panels
 * @param size of all
 */
public record AttentionScratch(
    int rows,
    int queries,
    int queryStride,
    int sums,
    int greatest,
    int totals,
    int scores,
    int keyRows,
    int keyPanels,
    int valuePanels,
    int valueColumns,
    int size) {

  static AttentionScratch of(int rows, int headSize, int valueSize) {
    int valueColumns = Panels.paddedColumns(valueSize);
    long queries = 0;
    int queryStride = headSize <= Tile.STRIDE ? Tile.STRIDE : headSize;
    long sums = queries + (long) rows * queryStride;
    long greatest = sums + (long) rows * valueColumns;
    long totals = greatest + rows;
    long scores = totals + rows;
    long keyRows = scores + (long) AttentionKernel.TILE_ROWS * AttentionKernel.SCORE_STRIDE;
    long keyPanels = keyRows + StoredPanels.scratchSize(headSize);
    long valuePanels = keyPanels + (long) AttentionKernel.BLOCK_KEYS * headSize;
    long size = valuePanels + (long) AttentionKernel.BLOCK_KEYS * valueColumns;
    if (size > Integer.MAX_VALUE) {
      throw new MemoryLimitException(
          "attention with heads of %,d and values of %,d needs %,d floats of working memory in one array, but a Java array holds at most %,d"
              .formatted(headSize, valueSize, size, Integer.MAX_VALUE));
    }
    return new AttentionScratch(
        rows,
        (int) queries,
        queryStride,
        (int) sums,
        (int) greatest,
        (int) totals,
        (int) scores,
        (int) keyRows,
        (int) keyPanels,
        (int) valuePanels,
        valueColumns,
        (int) size);
  }
}
