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
    c.run();
    c.verify();
  }

  private static final class Case extends ProductCase {
    private final float[] b;
    private final float[] panels;

    Case(int rows, int columns, int depth) {
      super(rows, columns, depth);
      this.b = Arrays32.random(2 + columns * (depth + 1), 2);
      this.panels = Arrays32.guarded(9 + (int) Panels.size(depth, columns));
      Panels.packTransposed(
          b, 2, depth + 1, columns, depth, 0, Panels.paddedColumns(columns), panels, 9);
    }

    @Override
    Product product() {
      return new Gemm(a, A_AT, aStride(), panels, 9, depth, columns);
    }

    @Override
    float expected(int i, int j) {
      float sum = 0;
      for (int k = 0; k < depth; k++) {
        sum = Math.fma(a(i, k), b[2 + j * (depth + 1) + k], sum);
      }
      return sum;
    }
  }
}
