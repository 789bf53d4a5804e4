package dev.heed.cpu.simd.kernel;

/** The rows whose scores {@link AttentionKernel} holds at once. One object serves one thread. */
public final class AttentionTile {
  /** The operands of both products. */
  final Tile product;

  /** Visible keys within the block, of each row. */
  final int[] spanStart = new int[AttentionKernel.TILE_ROWS];

  final int[] spanEnd = new int[AttentionKernel.TILE_ROWS];

  /** The greatest score so far of each row. */
  final float[] now = new float[AttentionKernel.TILE_ROWS];

  /**
   * @param product the thread's
   */
  public AttentionTile(Tile product) {
    this.product = product;
  }
}
