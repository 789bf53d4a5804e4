package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products with bytes equal a scalar chain of fused multiply–adds times the scale of the column, to
 * the bit, whatever the blocks.
 */
@AtEveryWidth
class ByteGemmTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 12, 23, 33})
  void everyNumberOfRowsGivesTheSameChains(int rows) {
    check(rows, 70, 75);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 31, 32, 33, 64, 100, 129})
  void everyNumberOfColumnsGivesTheSameChains(int columns) {
    check(1, columns, 21);
    check(9, columns, 21);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 193, 1537, 3000})
  void columnsAreWidenedSomeAtATime(int depth) {
    check(7, 150, depth);
  }

  @ParameterizedTest
  @CsvSource({"4, 32", "13, 64"})
  void blocksMakeNoDifference(int rowStep, int columnStep) {
    Case whole = new Case(13, 77, 50);
    whole.run(13, 96);
    Case blocks = new Case(13, 77, 50);
    blocks.run(rowStep, columnStep);
    assertThat(blocks.out).containsExactly(whole.out);
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
    final byte[] panels;
    final float[] scales;
    final float[] out;
    final ByteGemm gemm;
    final Tile tile = new Tile();

    Case(int rows, int columns, int depth) {
      this.rows = rows;
      this.columns = columns;
      this.depth = depth;
      this.a = Arrays32.random(5 + rows * (depth + 3), 1);
      this.panels = new byte[9 + (int) Panels.size(depth, columns)];
      new Random(2).nextBytes(panels);
      this.scales = Arrays32.random(4 + columns, 3);
      this.out = Arrays32.guarded(7 + rows * (columns + 2));
      this.gemm = new ByteGemm(a, 5, depth + 3, panels, 9, scales, 4, depth, columns);
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
      assertThat(Arrays32.isGuardIntact(scratch, 1, scratch.length - 2)).isTrue();
    }

    void verify() {
      float[] expected = Arrays32.guarded(out.length);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int column = 9 + j / PANEL * PANEL * depth + j % PANEL;
          float sum = 0;
          for (int k = 0; k < depth; k++) {
            sum = Math.fma(a[5 + i * (depth + 3) + k], panels[column + k * PANEL], sum);
          }
          expected[7 + i * (columns + 2) + j] = sum * scales[4 + j];
        }
      }
      assertThat(out).containsExactly(expected);
    }
  }
}
