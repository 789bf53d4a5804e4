package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Gemm;

/**
 * The outputs of a batch of products of one shape, cut into blocks of rows and columns. Where they
 * are cut changes no bits.
 *
 * @param batch number of products
 * @param rowStep rows of a block, but the last
 * @param columnStep columns of a block, but the last
 * @param shared whether the blocks are worth being shared among threads
 */
record Blocks(int batch, int rows, int rowStep, int columns, int columnStep, boolean shared) {
  /** What is done with one block. */
  interface Body {
    void run(int matrix, int firstRow, int endRow, int first, int end, Workspace own);
  }

  /**
   * Cuts products of one shape.
   *
   * @param bytes of the right-hand side of one product
   */
  static Blocks of(Resources with, int batch, int rows, int columns, int depth, long bytes) {
    // A multiply–add takes an eighth of the time of a moved element. With few rows the way of the
    // right-hand side from memory counts; one in 8 bits or less waits for being widened instead.
    long products = (long) rows * columns * depth / 8;
    long moved = Math.max(bytes / Float.BYTES, (long) columns * depth / 3);
    int wanted = with.parts(batch * (products + moved), Integer.MAX_VALUE);
    int rowStep = Gemm.rowStep(rows);
    int rowBlocks = Math.ceilDiv(rows, rowStep);
    int columnBlocks = Math.ceilDiv(columns, Gemm.MOST_COLUMNS);
    int most = Math.ceilDiv(columns, Gemm.COLUMN_UNIT);
    columnBlocks =
        Math.clamp(Math.ceilDiv(wanted, Math.multiplyExact(batch, rowBlocks)), columnBlocks, most);
    int units = Math.ceilDiv(most, columnBlocks);
    return new Blocks(batch, rows, rowStep, columns, units * Gemm.COLUMN_UNIT, wanted > 1);
  }

  /** Runs the body for every block. */
  void run(Resources with, Body body) {
    int columnBlocks = Math.ceilDiv(columns, columnStep);
    int each = Math.ceilDiv(rows, rowStep) * columnBlocks;
    int count = Math.multiplyExact(batch, each);
    int parts = shared ? count : 1;
    int blocks = shared ? 1 : count;
    with.run(
        parts,
        (part, own) -> {
          for (int block = part * blocks; block < (part + 1) * blocks; block++) {
            int row = block % each / columnBlocks * rowStep;
            int column = block % columnBlocks * columnStep;
            int endRow = Math.min(rows, row + rowStep);
            int end = Math.min(columns, column + columnStep);
            body.run(block / each, row, endRow, column, end, own);
          }
        });
  }
}
