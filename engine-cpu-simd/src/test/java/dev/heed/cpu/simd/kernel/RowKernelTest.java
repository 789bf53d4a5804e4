package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums, norms, softmax and element-wise arithmetic of one row. */
@AtEveryWidth
class RowKernelTest {
  private static final int AT = 3;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 7, 8, 9, 15, 16, 17, 31, 33, 48, 383, 384, 385})
  void sumsAreSixteenPartialsAddedInOneOrder(int n) {
    float[] a = Arrays32.random(AT + n + 5, n);
    assertThat(RowSums.sum(a, AT, n)).isEqualTo(partials(n, i -> new float[] {1, a[AT + i]}));
    float center = 0.75f;
    assertThat(RowSums.squares(a, AT, n, center))
        .isEqualTo(partials(n, i -> new float[] {a[AT + i] - center, a[AT + i] - center}));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 16, 17, 384, 385})
  void layerNormHasMeanZeroAndVarianceOne(int n) {
    float[] a = Arrays32.random(AT + n, n);
    for (int i = 0; i < n; i++) {
      a[AT + i] += 1000; // a large mean must not swallow the variance
    }
    float[] weight = Arrays32.random(n, 2);
    float[] bias = Arrays32.random(n, 3);
    float[] out = Arrays32.guarded(n + 2);
    float mean = Norms.mean(a, AT, n);
    float factor = Norms.inverseDeviation(a, AT, n, mean, 1e-5f);
    Norms.apply(a, AT, mean, factor, weight, 0, bias, 0, out, 1, n);
    double trueMean = 0;
    for (int i = 0; i < n; i++) {
      trueMean += (double) a[AT + i] / n;
    }
    double variance = 0;
    for (int i = 0; i < n; i++) {
      variance += (a[AT + i] - trueMean) * (a[AT + i] - trueMean) / n;
    }
    for (int i = 0; i < n; i++) {
      double expected = weight[i] * (a[AT + i] - trueMean) / Math.sqrt(variance + 1e-5f) + bias[i];
      assertThat((double) out[1 + i]).isCloseTo(expected, within(4e-4));
    }
    assertThat(Arrays32.isGuardIntact(out, 1, 1 + n)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 16, 19, 100, 384})
  void softmaxIsThatOfTheFormula(int n) {
    float[] a = Arrays32.random(AT + n + 9, n);
    float[] out = Arrays32.guarded(n + 4);
    float logSumExp = SoftmaxRow.apply(a, AT, out, 2, n);
    double total = 0;
    for (int i = 0; i < n; i++) {
      total += Math.exp(a[AT + i]);
    }
    for (int i = 0; i < n; i++) {
      double expected = Math.exp(a[AT + i]) / total;
      assertThat(out[2 + i] / expected).isCloseTo(1, within(6e-7));
    }
    assertThat((double) logSumExp).isCloseTo(Math.log(total), within(4e-7 * (1 + Math.log(total))));
    assertThat(Arrays32.isGuardIntact(out, 2, 2 + n)).isTrue();
  }

  @Test
  void softmaxOfNothingButMinusInfinityIsZero() {
    float[] row = new float[19];
    Arrays.fill(row, Float.NEGATIVE_INFINITY);
    float logSumExp = SoftmaxRow.apply(row, 0, row, 0, 19);
    assertThat(row).containsOnly(0f);
    assertThat(logSumExp).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void softmaxOfNanOrInfinityIsNan(float intruder) {
    for (int place : new int[] {0, 7, 16, 18}) {
      float[] row = Arrays32.random(19, 1);
      row[place] = intruder;
      SoftmaxRow.apply(row, 0, row, 0, 19);
      assertThat(row).containsOnly(Float.NaN);
    }
  }

  @Test
  void softmaxOfNanAmongMinusInfinityIsNan() {
    float[] row = new float[9];
    Arrays.fill(row, Float.NEGATIVE_INFINITY);
    row[4] = Float.NaN;
    SoftmaxRow.apply(row, 0, row, 0, 9);
    assertThat(row).containsOnly(Float.NaN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 8, 11, 16, 21, 40})
  void elementwiseKernelsAreTheScalarFormulas(int n) {
    float[] a = Arrays32.random(n + 5, 1);
    float[] b = Arrays32.random(n + 5, 2);
    check(n, out -> Elementwise.add(a, 2, b, 1, out, 3, n), i -> a[2 + i] + b[1 + i]);
    check(n, out -> Elementwise.multiply(a, 2, b, 1, out, 3, n), i -> a[2 + i] * b[1 + i]);
    check(n, out -> Elementwise.max(a, 2, b, 1, out, 3, n), i -> Math.max(a[2 + i], b[1 + i]));
    check(n, out -> Elementwise.scale(0.3f, a, 2, out, 3, n), i -> 0.3f * a[2 + i]);
    check(n, out -> Elementwise.divide(a, 2, 0.3f, out, 3, n), i -> a[2 + i] / 0.3f);
    check(
        n,
        out -> Elementwise.combine(0.3f, a, 2, -1.7f, b, 1, out, 3, n),
        i -> Math.fma(b[1 + i], -1.7f, 0.3f * a[2 + i]));
  }

  @Test
  void aRowOfZerosStaysZeroWhenNormalised() {
    float[] zeros = new float[21];
    Norms.euclidean(zeros, 0, 1e-12f, zeros, 0, 21);
    assertThat(zeros).containsOnly(0f);
  }

  @Test
  void aNormalisedRowHasLengthOne() {
    float[] row = Arrays32.random(100, 4);
    Norms.euclidean(row, 0, 1e-12f, row, 0, 100);
    double squares = 0;
    for (float x : row) {
      squares += (double) x * x;
    }
    assertThat(Math.sqrt(squares)).isCloseTo(1, within(2e-7));
  }

  private interface Kernel {
    void run(float[] out);
  }

  private interface Formula {
    float at(int i);
  }

  private static void check(int n, Kernel kernel, Formula formula) {
    float[] out = Arrays32.guarded(n + 9);
    kernel.run(out);
    for (int i = 0; i < n; i++) {
      assertThat(out[3 + i]).isEqualTo(formula.at(i));
    }
    assertThat(Arrays32.isGuardIntact(out, 3, 3 + n)).isTrue();
  }

  /** Σ x · y by sixteen partials, then 16 → 8 → 4 → 2 → 1. */
  private static float partials(int n, IntFunction<float[]> product) {
    float[] partial = new float[16];
    for (int i = 0; i < n; i++) {
      float[] factors = product.apply(i);
      partial[i % 16] = Math.fma(factors[0], factors[1], partial[i % 16]);
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        partial[i] += partial[i + half];
      }
    }
    return partial[0];
  }
}
