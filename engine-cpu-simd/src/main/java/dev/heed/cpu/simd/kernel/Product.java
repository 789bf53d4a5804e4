package dev.heed.cpu.simd.kernel;

/**
 * A product c [rows, columns] = a [rows, depth] · b [depth, columns], computed in blocks of rows
 * and columns that may run on different threads. What an output is does not depend on the blocks.
 */
public sealed interface Product permits Gemm, BlockGemm {
  /** Elements of a row of a. */
  int depth();

  /** Bytes of b. */
  long bytes();

  /** Floats that {@link #block} of so many rows works in. */
  int scratchSize(int rows);

  /**
   * Computes the rows {@code firstRow} to {@code endRow} of the columns {@code first} to {@code
   * end}.
   *
   * @param first a multiple of {@value Gemm#COLUMN_UNIT}
   * @param end a multiple of {@value Gemm#COLUMN_UNIT}, or all columns
   * @param cAt where the block's first element goes
   * @param cStride from row to row of c
   * @param scratch {@link #scratchSize} floats
   * @param tile this thread's
   */
  void block(
      int firstRow,
      int endRow,
      int first,
      int end,
      float[] c,
      int cAt,
      int cStride,
      float[] scratch,
      int scratchAt,
      Tile tile);
}
