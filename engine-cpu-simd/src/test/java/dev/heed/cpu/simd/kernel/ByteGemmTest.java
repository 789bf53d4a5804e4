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
    c.run();
    c.verify();
  }

  private static final class Case extends ProductCase {
    private final byte[] panels;
    private final float[] scales;

    Case(int rows, int columns, int depth) {
      super(rows, columns, depth);
      this.panels = new byte[9 + (int) Panels.size(depth, columns)];
      new Random(2).nextBytes(panels);
      this.scales = Arrays32.random(4 + columns, 3);
    }

    @Override
    Product product() {
      return new ByteGemm(a, A_AT, aStride(), panels, 9, scales, 4, depth, columns);
    }

    @Override
    float expected(int i, int j) {
      int column = 9 + j / PANEL * PANEL * depth + j % PANEL;
      float sum = 0;
      for (int k = 0; k < depth; k++) {
        sum = Math.fma(a(i, k), panels[column + k * PANEL], sum);
      }
      return sum * scales[4 + j];
    }
  }
}
