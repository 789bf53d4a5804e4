package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Gemm;

/**
 * A product's output cut into blocks of rows and columns. Where it is cut changes no bits.
 *
 * @param rowStep rows of a block, but the last
 * @param columnStep columns of a block, but the last
 * @param shared whether the blocks are worth being shared among threads
 */
record Blocks(int rows, int rowStep, int columns, int columnStep, boolean shared) {
  /** Most columns of a block: its rows stay in cache for bias and activation. */
  private static final int MOST_COLUMNS = 256;

  /** Rows of the tallest tile: blocks of a multiple leave no short tiles but at the end. */
  private static final int TILE_ROWS = 6;

  /** What is done with one block. */
  interface Body {
    void run(int firstRow, int endRow, int first, int end, int member);
  }

  static Blocks of(Resources with, int rows, int columns, int depth) {
    // A multiply–add takes an eighth of the time of a moved element; with few rows the weight's way
    // from memory counts.
    long products = (long) rows * columns * depth / 8;
    long moved = (long) columns * depth / 3;
    int wanted = with.parts(products + moved, Integer.MAX_VALUE);
    int rowBlocks = Math.ceilDiv(rows, Gemm.MOST_ROWS);
    int rowStep = Math.ceilDiv(Math.ceilDiv(rows, rowBlocks), TILE_ROWS) * TILE_ROWS;
    int columnBlocks = Math.ceilDiv(columns, MOST_COLUMNS);
    int most = Math.ceilDiv(columns, Gemm.COLUMN_UNIT);
    columnBlocks = Math.clamp(Math.ceilDiv(wanted, rowBlocks), columnBlocks, most);
    int units = Math.ceilDiv(most, columnBlocks);
    return new Blocks(rows, rowStep, columns, units * Gemm.COLUMN_UNIT, wanted > 1);
  }

  /** Runs the body for every block. */
  void run(Resources with, Body body) {
    int columnBlocks = Math.ceilDiv(columns, columnStep);
    int count = Math.ceilDiv(rows, rowStep) * columnBlocks;
    if (shared) {
      with.run(count, (part, member) -> run(part, columnBlocks, body, member));
    } else {
      for (int part = 0; part < count; part++) {
        run(part, columnBlocks, body, 0);
      }
    }
  }

  private void run(int part, int columnBlocks, Body body, int member) {
    int row = part / columnBlocks * rowStep;
    int column = part % columnBlocks * columnStep;
    body.run(
        row, Math.min(rows, row + rowStep), column, Math.min(columns, column + columnStep), member);
  }
}
