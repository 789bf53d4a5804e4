package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The greatest elements, in the order of the contract. */
@AtEveryWidth
class SelectionTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 16, 17, 33, 1000})
  void topKIsTheStartOfTheSortedRow(int n) {
    Random random = new Random(n);
    for (int round = 0; round < 20; round++) {
      float[] row = new float[n + 3];
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(n); // many equals
        if (random.nextInt(10) == 0) {
          row[i] = random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
        }
      }
      int[] order = sorted(row, 3, n);
      int k = 1 + random.nextInt(n);
      float[] values = Arrays32.guarded(k + 2);
      int[] columns = new int[k + 2];
      Selection.topK(row, 3, n, k, values, 1, columns, 1);
      for (int i = 0; i < k; i++) {
        assertThat(columns[1 + i]).isEqualTo(order[i]);
        assertThat(Float.valueOf(values[1 + i])).isEqualTo(Float.valueOf(row[3 + order[i]]));
      }
      assertThat(Arrays32.isGuardIntact(values, 1, 1 + k)).isTrue();
      assertThat(Selection.argMax(row, 3, n)).isEqualTo(order[0]);
    }
  }

  @Test
  void aRowOfMinusInfinityHasItsMaximumInTheFirstColumn() {
    float[] row = new float[20];
    Arrays.fill(row, Float.NEGATIVE_INFINITY);
    assertThat(Selection.argMax(row, 0, 20)).isZero();
  }

  @Test
  void zerosOfEitherSignAreEqual() {
    assertThat(Selection.argMax(new float[] {-1, -0f, 0f}, 0, 3)).isEqualTo(1);
  }

  private static int[] sorted(float[] row, int at, int n) {
    Comparator<Integer> greatestFirst =
        (i, j) -> {
          float a = row[at + i];
          float b = row[at + j];
          if (Float.isNaN(a) || Float.isNaN(b)) {
            return Boolean.compare(Float.isNaN(b), Float.isNaN(a));
          }
          return a == b ? 0 : a > b ? -1 : 1;
        };
    return IntStream.range(0, n)
        .boxed()
        .sorted(greatestFirst.thenComparing(Comparator.naturalOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
