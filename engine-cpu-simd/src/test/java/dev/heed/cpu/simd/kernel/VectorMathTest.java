package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.op.Activation;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stated errors, against double precision. */
@AtEveryWidth
class VectorMathTest {
  /** 2^−24: half a unit in the last place of 1. */
  private static final double HALF_UNIT = 0x1p-24;

  @Test
  void exponentialIsWithinAUnitInTheLastPlace() {
    double worst = 0;
    float[] x = points(-87.3f, 88.3f, 400_003);
    float[] y = exponentials(x);
    for (int i = 0; i < x.length; i++) {
      double expected = Math.exp(x[i]);
      worst = Math.max(worst, Math.abs(y[i] - expected) / Math.ulp((float) expected));
    }
    assertThat(worst).isLessThan(1.1);
  }

  @Test
  void exponentialEndsInZeroAndInfinityAndKeepsNan() {
    float[] y = exponentials(new float[] {0, -0f, -1e30f, Float.NEGATIVE_INFINITY, 89});
    assertThat(y).containsExactly(1, 1, 0, 0, Float.POSITIVE_INFINITY);
    assertThat(exponentials(new float[] {Float.NaN, Float.intBitsToFloat(0xFFC0_1234)}))
        .containsOnly(Float.NaN);
  }

  @Test
  void erfIsWithinItsStatedError() {
    assertThat(absoluteError(Activation.ERF, VectorMathTest::erf, -7, 7)).isLessThan(1.5e-7);
    assertThat(relativeError(Activation.ERF, VectorMathTest::erf, 1e-4f, 0.5f)).isLessThan(3e-7);
  }

  @Test
  void tanhIsWithinItsStatedError() {
    assertThat(absoluteError(Activation.TANH, Math::tanh, -12, 12)).isLessThan(1.3e-7);
    assertThat(relativeError(Activation.TANH, Math::tanh, 1e-4f, 0.6f)).isLessThan(2e-7);
  }

  @Test
  void sigmoidIsWithinThreeUnits() {
    assertThat(relativeError(Activation.SIGMOID, x -> 1 / (1 + Math.exp(-x)), -80, 80))
        .isLessThan(6 * HALF_UNIT);
  }

  @Test
  void geluIsWithinItsStatedError() {
    DoubleUnaryOperator gelu = x -> x / 2 * (1 + erf(x / Math.sqrt(2)));
    assertThat(errorBeyondRounding(Activation.GELU, gelu)).isLessThan(6e-8);
  }

  @Test
  void geluTanhIsWithinItsStatedError() {
    DoubleUnaryOperator geluTanh =
        x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    assertThat(errorBeyondRounding(Activation.GELU_TANH, geluTanh)).isLessThan(3e-7);
  }

  @Test
  void siluIsWithinFourUnits() {
    assertThat(relativeError(Activation.SILU, x -> x / (1 + Math.exp(-x)), -80, 80))
        .isLessThan(8 * HALF_UNIT);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void nanStaysNanAndItsNeighboursAreUntouched(Activation activation) {
    float[] x = points(-3, 3, 37);
    float[] clean = apply(activation, x);
    x[20] = Float.NaN;
    float[] y = apply(activation, x);
    assertThat(y[20]).isNaN();
    y[20] = clean[20];
    assertThat(y).containsExactly(clean);
  }

  @Test
  void limitsAtInfinity() {
    float[] ends = {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
    float most = Float.POSITIVE_INFINITY;
    assertThat(apply(Activation.RELU, ends)).containsExactly(0, most);
    assertThat(apply(Activation.GELU, ends)).containsExactly(0, most);
    assertThat(apply(Activation.TANH, ends)).containsExactly(-1, 1);
    assertThat(apply(Activation.ERF, ends)).containsExactly(-1, 1);
    assertThat(apply(Activation.SIGMOID, ends)).containsExactly(0, 1);
    assertThat(Math.abs(apply(Activation.SILU, ends)[0])).isZero();
    assertThat(apply(Activation.SILU, ends)[1]).isEqualTo(most);
    assertThat(Math.abs(apply(Activation.GELU_TANH, ends)[0])).isZero();
    assertThat(apply(Activation.GELU_TANH, ends)[1]).isEqualTo(most);
  }

  @Test
  void boundedFunctionsStayWithinTheirBounds() {
    float[] x = points(-20, 20, 200_003);
    for (Activation activation : new Activation[] {Activation.TANH, Activation.ERF}) {
      for (float y : apply(activation, x)) {
        assertThat(Math.abs(y)).isLessThanOrEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33})
  void tailsEqualTheMainLoopAndTouchNothingElse(int n) {
    float[] x = Arrays32.random(64, 5);
    for (Activation activation : Activation.values()) {
      float[] whole = new float[64];
      Activations.apply(activation, x, 0, whole, 0, 64);
      float[] part = Arrays32.guarded(64);
      Activations.apply(activation, x, 2, part, 3, n);
      for (int i = 0; i < n; i++) {
        assertThat(part[3 + i]).isEqualTo(whole[2 + i]);
      }
      assertThat(Arrays32.isGuardIntact(part, 3, 3 + n)).isTrue();
    }
  }

  @Test
  void oneNumberHasTheBitsOfALane() {
    float[] x = points(-89.5f, 88.9f, 400_009);
    float[] y = exponentials(x);
    for (int i = 0; i < x.length; i++) {
      assertThat(VectorMath.exponential(x[i])).isEqualTo(y[i]);
    }
    assertThat(VectorMath.exponential(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(VectorMath.exponential(Float.NaN)).isNaN();
  }

  private static float[] points(float from, float to, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (from + (double) (to - from) * i / (n - 1));
    }
    return x;
  }

  private static float[] exponentials(float[] x) {
    float[] row = Arrays.copyOf(x, Math.max(x.length, Lanes.COUNT));
    VectorMath.exponentials(row, 0, 0, row, 0, row.length);
    return Arrays.copyOf(row, x.length);
  }

  private static float[] apply(Activation activation, float[] x) {
    float[] y = new float[x.length];
    Activations.apply(activation, x, 0, y, 0, x.length);
    return y;
  }

  private static double absoluteError(
      Activation activation, DoubleUnaryOperator expected, float from, float to) {
    float[] x = points(from, to, 200_003);
    float[] y = apply(activation, x);
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      worst = Math.max(worst, Math.abs(y[i] - expected.applyAsDouble(x[i])));
    }
    return worst;
  }

  /** Greatest distance from the true value, half a unit in the last place taken off. */
  private static double errorBeyondRounding(Activation activation, DoubleUnaryOperator expected) {
    float[] x = points(-9, 9, 300_007);
    float[] y = apply(activation, x);
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double value = expected.applyAsDouble(x[i]);
      worst = Math.max(worst, Math.abs(y[i] - value) - Math.ulp((float) value) / 2);
    }
    return worst;
  }

  private static double relativeError(
      Activation activation, DoubleUnaryOperator expected, float from, float to) {
    float[] x = points(from, to, 200_003);
    float[] y = apply(activation, x);
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double value = expected.applyAsDouble(x[i]);
      if (value != 0) {
        worst = Math.max(worst, Math.abs(y[i] / value - 1));
      }
    }
    return worst;
  }

  /** Maclaurin series below 2.5, continued fraction of the complement above: about 1e-15. */
  private static double erf(double x) {
    if (x < 0) {
      return -erf(-x);
    }
    if (x < 2.5) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return 2 / Math.sqrt(Math.PI) * sum;
    }
    double fraction = 0;
    for (int n = 120; n >= 1; n--) {
      fraction = n / 2.0 / (x + fraction);
    }
    return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }
}
