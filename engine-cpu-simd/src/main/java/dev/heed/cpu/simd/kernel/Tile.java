package dev.heed.cpu.simd.kernel;

/**
 * The operands of the tiles: c (+)= a [rows, depth] · b [depth, some vectors]. One object serves
 * one thread, call after call.
 */
public final class Tile {
  /**
   * From row to row of a: the greatest piece of a depth, {@link Gemm#MOST_DEPTH}, or of keys,
   * {@link AttentionKernel#BLOCK_KEYS}; and an odd number of cache lines, so that rows fill all
   * sets of L1.
   */
  static final int STRIDE = Math.max(Gemm.MOST_DEPTH, AttentionKernel.BLOCK_KEYS) + 16;

  float[] a = TileGrid.ZEROS;
  int aAt;

  /** From row to row of a where tiles have one or two rows: the others want {@link #STRIDE}. */
  int aStride;

  /** Panels. */
  float[] b = TileGrid.ZEROS;

  int bAt;
  int panelStride;

  int depth;

  /** Whether zeros are added to, and not what c holds. */
  boolean fresh;

  /** What is added to: c, or zeros. */
  float[] start = TileGrid.ZEROS;

  int startAt;
  int startStride;
  float[] c = TileGrid.ZEROS;
  int cAt;
  int cStride;

  /** Moves to other rows and columns of the same operands. */
  void place(int aAt, int bAt, int cAt) {
    this.aAt = aAt;
    this.bAt = bAt;
    this.cAt = cAt;
    this.startAt = fresh ? 0 : cAt;
  }

  /** Lets go of the arrays, which others may want to be rid of. */
  void release() {
    a = TileGrid.ZEROS;
    b = TileGrid.ZEROS;
    start = TileGrid.ZEROS;
    c = TileGrid.ZEROS;
  }
}
