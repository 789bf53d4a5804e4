package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

/** A product whose operands lie inside larger arrays, so that strides and offsets count. */
abstract class ProductCase {
  static final int A_AT = 5;

  private static final int OUT_AT = 7;

  final int rows;
  final int columns;
  final int depth;
  final float[] a;
  final float[] out;
  final Tile tile = new Tile();

  ProductCase(int rows, int columns, int depth) {
    this.rows = rows;
    this.columns = columns;
    this.depth = depth;
    this.a = Arrays32.random(A_AT + rows * aStride(), 1);
    this.out = Arrays32.guarded(OUT_AT + rows * outStride());
  }

  abstract Product product();

  /** Element [i, j] of the product, in plain arithmetic. */
  abstract float expected(int i, int j);

  final int aStride() {
    return depth + 3;
  }

  private int outStride() {
    return columns + 2;
  }

  /** Element k of row i of a. */
  final float a(int i, int k) {
    return a[A_AT + i * aStride() + k];
  }

  /** In blocks as large as products have them. */
  final void run() {
    run(Gemm.MOST_ROWS, Math.ceilDiv(columns, Gemm.COLUMN_UNIT) * Gemm.COLUMN_UNIT);
  }

  final void run(int rowStep, int columnStep) {
    Product product = product();
    float[] scratch = Arrays32.guarded(product.scratchSize(rowStep) + 3);
    for (int row = 0; row < rows; row += rowStep) {
      int endRow = Math.min(rows, row + rowStep);
      for (int column = 0; column < columns; column += columnStep) {
        int end = Math.min(columns, column + columnStep);
        int at = OUT_AT + row * outStride() + column;
        product.block(row, endRow, column, end, out, at, outStride(), scratch, 1, tile);
      }
    }
    assertThat(Arrays32.isGuardIntact(scratch, 1, scratch.length - 2)).isTrue();
  }

  /** To the bit, and nothing round it is written. */
  final void verify() {
    float[] all = Arrays32.guarded(out.length);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        all[OUT_AT + i * outStride() + j] = expected(i, j);
      }
    }
    assertThat(out).containsExactly(all);
  }
}
