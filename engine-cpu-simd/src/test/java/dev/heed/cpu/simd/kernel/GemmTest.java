package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
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

  /** A single row has no distance to the next. */
  @ParameterizedTest
  @ValueSource(ints = {1, 32, 77, 300})
  void oneRowIsAddedToWhatIsThere(int columns) {
    int depth = 500;
    Case c = new Case(1, columns, depth);
    float[] out = Arrays32.random(2 + columns, 3);
    float[] expected = out.clone();
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < depth; k++) {
        expected[2 + j] = Math.fma(c.a(0, k), c.b(j, k), expected[2 + j]);
      }
    }
    for (Gemm gemm : List.of(c.product(), c.turned(), c.withPlainRight(), c.withTurnedRight())) {
      float[] sums = out.clone();
      for (int first = 0; first < columns; first += Gemm.MOST_COLUMNS) {
        int end = Math.min(columns, first + Gemm.MOST_COLUMNS);
        float[] scratch = new float[gemm.scratchSize(1)];
        gemm.add(0, 1, first, end, sums, 2 + first, 0, scratch, 0, c.tile);
      }
      assertThat(sums).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 34, 400", "2, 33, 193", "3, 18, 0", "41, 75, 17", "10, 33, 769", "270, 160, 12"})
  void factorsThatLieOtherwiseGiveTheSameChains(int rows, int columns, int depth) {
    for (Function<Case, Gemm> lie :
        List.<Function<Case, Gemm>>of(Case::turned, Case::withPlainRight, Case::withTurnedRight)) {
      Case c = new Case(rows, columns, depth);
      c.product = lie.apply(c);
      c.run();
      c.verify();
    }
  }

  @ParameterizedTest
  @CsvSource({"9, 77, 32", "130, 96, 64"})
  void blocksThatPackMakeNoDifference(int rows, int columns, int step) {
    Case whole = new Case(rows, columns, 50);
    whole.run(rows, columns);
    Case c = new Case(rows, columns, 50);
    c.product = c.withTurnedRight();
    c.run(4, step);
    assertThat(c.out).containsExactly(whole.out);
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
    private static final int PANELS_AT = 9;
    private static final int B_AT = 2;

    private final float[] b;
    private Gemm product;

    Case(int rows, int columns, int depth) {
      super(rows, columns, depth);
      this.b = Arrays32.random(B_AT + columns * (depth + 1), 2);
      float[] panels = Arrays32.guarded(PANELS_AT + (int) Panels.size(depth, columns));
      Panels.packTransposed(
          b, B_AT, depth + 1, columns, depth, 0, Panels.paddedColumns(columns), panels, PANELS_AT);
      this.product = gemm(rows(), Gemm.Right.ofPanels(panels, PANELS_AT));
    }

    @Override
    Gemm product() {
      return product;
    }

    /** a as [depth, rows]. */
    Gemm turned() {
      int stride = rows + 5;
      float[] turned = Arrays32.guarded(3 + depth * stride);
      for (int k = 0; k < depth; k++) {
        for (int i = 0; i < rows; i++) {
          turned[3 + k * stride + i] = a(i, k);
        }
      }
      return gemm(new Gemm.Left(true, turned, 3, stride), product.b());
    }

    /** b as [depth, columns]. */
    Gemm withPlainRight() {
      int stride = columns + 3;
      float[] plain = Arrays32.guarded(4 + depth * stride);
      for (int k = 0; k < depth; k++) {
        for (int j = 0; j < columns; j++) {
          plain[4 + k * stride + j] = b(j, k);
        }
      }
      return gemm(rows(), new Gemm.Right(Gemm.Right.Order.PLAIN, plain, 4, stride));
    }

    /** b as [columns, depth]. */
    Gemm withTurnedRight() {
      return gemm(rows(), new Gemm.Right(Gemm.Right.Order.TURNED, b, B_AT, depth + 1));
    }

    private Gemm gemm(Gemm.Left left, Gemm.Right right) {
      return new Gemm(left, right, depth, columns);
    }

    private Gemm.Left rows() {
      return new Gemm.Left(false, a, A_AT, aStride());
    }

    float b(int j, int k) {
      return b[B_AT + j * (depth + 1) + k];
    }

    @Override
    float expected(int i, int j) {
      float sum = 0;
      for (int k = 0; k < depth; k++) {
        sum = Math.fma(a(i, k), b(j, k), sum);
      }
      return sum;
    }
  }
}
