package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products equal a scalar chain of fused multiply–adds to the bit, whatever the blocks. */
@AtEveryWidth
class GemmTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 19, 20, 23, 30, 33, 41})
  void everyNumberOfRowsGivesTheSameChains(int rows) {
    check(rows, 70, 75);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 129, 160})
  void everyNumberOfColumnsGivesTheSameChains(int columns) {
    check(1, columns, 21);
    check(2, columns, 21);
    check(9, columns, 21);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 191, 192, 193, 384, 385, 769, 1537})
  void aDepthThatIsCutIsStillOneChain(int depth) {
    check(7, 18, depth);
    check(1, 18, depth);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void blocksOfTheMostRowsGiveTheSameChains(int more) {
    check(Gemm.MOST_ROWS + more, 34, 900);
  }

  @ParameterizedTest
  @CsvSource({"5, 96, 32", "130, 96, 64", "9, 77, 32"})
  void blocksMakeNoDifference(int rows, int columns, int step) {
    Case c = new Case(rows, columns, 50);
    c.run(rows, columns);
    float[] whole = c.out.clone();
    Case other = new Case(rows, columns, 50);
    other.run(4, step);
    assertThat(other.out).containsExactly(whole);
  }

  @Test
  void nothingIsHeldOnToAfterwards() {
    Case c = new Case(20, 32, 10);
    c.run(20, 32);
    for (float[] array : new float[][] {c.tile.a, c.tile.b, c.tile.c, c.tile.start}) {
      assertThat(array).isSameAs(TileGrid.ZEROS);
    }
  }

  private static void check(int rows, int columns, int depth) {
    Case c = new Case(rows, columns, depth);
    c.run(Gemm.MOST_ROWS, Math.ceilDiv(columns, Gemm.COLUMN_UNIT) * Gemm.COLUMN_UNIT);
    c.verify();
  }

  /** Operands inside larger arrays, so that strides and offsets count. */
  private static final class Case {
    final int rows;
    final int columns;
    final int depth;
    final float[] a;
    final float[] b;
    final float[] out;
    final Gemm gemm;
    final Tile tile = new Tile();

    Case(int rows, int columns, int depth) {
      this.rows = rows;
      this.columns = columns;
      this.depth = depth;
      this.a = Arrays32.random(5 + rows * (depth + 3), 1);
      this.b = Arrays32.random(2 + columns * (depth + 1), 2);
      this.out = Arrays32.guarded(7 + rows * (columns + 2));
      float[] panels = Arrays32.guarded(9 + (int) Panels.size(depth, columns));
      Panels.packTransposed(
          b, 2, depth + 1, columns, depth, 0, Panels.paddedColumns(columns), panels, 9);
      this.gemm = new Gemm(a, 5, depth + 3, panels, 9, depth, columns);
    }

    void run(int rowStep, int columnStep) {
      float[] scratch = Arrays32.guarded(gemm.scratchSize(rowStep) + 3);
      for (int row = 0; row < rows; row += rowStep) {
        int endRow = Math.min(rows, row + rowStep);
        for (int column = 0; column < columns; column += columnStep) {
          int end = Math.min(columns, column + columnStep);
          int at = 7 + row * (columns + 2) + column;
          gemm.block(row, endRow, column, end, out, at, columns + 2, scratch, 1, tile);
        }
      }
    }

    void verify() {
      float[] expected = Arrays32.guarded(out.length);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          float sum = 0;
          for (int k = 0; k < depth; k++) {
            sum = Math.fma(a[5 + i * (depth + 3) + k], b[2 + j * (depth + 1) + k], sum);
          }
          expected[7 + i * (columns + 2) + j] = sum;
        }
      }
      assertThat(out).containsExactly(expected);
    }
  }
}
