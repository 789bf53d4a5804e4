package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.op.Activation;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slopes against difference quotients of the functions, or their formulas, in double precision. */
@AtEveryWidth
class DerivativesTest {
  /** 2^−24: half a unit in the last place of 1. */
  private static final double HALF_UNIT = 0x1p-24;

  private static final double SLOPE = 2 * Math.sqrt(2 / Math.PI);

  @Test
  void geluIsWithinItsStatedError() {
    assertThat(absoluteError(Activation.GELU, DerivativesTest::gelu, -9, 9)).isLessThan(1.5e-7);
  }

  @Test
  void geluTanhIsNearlyAsRightAsTheSumsInIt() {
    DoubleUnaryOperator expected =
        x -> {
          double s = logistic(SLOPE * (x + 0.044715 * x * x * x));
          return s + x * s * (1 - s) * SLOPE * (1 + 3 * 0.044715 * x * x);
        };
    assertThat(absoluteError(Activation.GELU_TANH, expected, -13, 13)).isLessThan(8e-7);
  }

  @Test
  void siluIsNearlyAsRightAsTheSumsInIt() {
    DoubleUnaryOperator expected = x -> logistic(x) * (1 + x * logistic(-x));
    assertThat(absoluteError(Activation.SILU, expected, -95, 95)).isLessThan(3e-7);
  }

  @Test
  void slopesOfTanhAndSigmoidKeepTheirDigits() {
    DoubleUnaryOperator tanh = x -> 4 * logistic(2 * x) * logistic(-2 * x);
    assertThat(relativeError(Activation.TANH, tanh, 40)).isLessThan(8 * HALF_UNIT);
    DoubleUnaryOperator sigmoid = x -> logistic(x) * logistic(-x);
    assertThat(relativeError(Activation.SIGMOID, sigmoid, 80)).isLessThan(8 * HALF_UNIT);
  }

  @Test
  void slopeOfTheErrorFunctionKeepsItsDigits() {
    DoubleUnaryOperator erf = x -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
    assertThat(relativeError(Activation.ERF, erf, 9)).isLessThan(8 * HALF_UNIT);
  }

  @Test
  void limitsAtInfinity() {
    float[] ends = {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
    for (Activation activation :
        new Activation[] {
          Activation.RELU, Activation.GELU, Activation.GELU_TANH, Activation.SILU
        }) {
      assertThat(slopes(activation, ends)).as("%s", activation).containsExactly(0, 1);
    }
    for (Activation activation :
        new Activation[] {Activation.TANH, Activation.SIGMOID, Activation.ERF}) {
      assertThat(slopes(activation, ends)).as("%s", activation).containsExactly(0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void nanStaysNanAndItsNeighboursAreUntouched(Activation activation) {
    float[] x = points(-3, 3, 37);
    float[] clean = slopes(activation, x);
    x[20] = Float.NaN;
    float[] y = slopes(activation, x);
    assertThat(y[20]).isNaN();
    y[20] = clean[20];
    assertThat(y).containsExactly(clean);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33})
  void tailsEqualTheMainLoopInPlaceToo(int n) {
    float[] x = Arrays32.random(64, 5);
    float[] gradient = Arrays32.random(64, 6);
    for (Activation activation : Activation.values()) {
      float[] whole = new float[64];
      ActivationGradients.apply(activation, x, 0, gradient, 0, whole, 0, 64);
      float[] part = Arrays32.guarded(64);
      System.arraycopy(gradient, 2, part, 3, n);
      ActivationGradients.apply(activation, x, 2, part, 3, part, 3, n);
      for (int i = 0; i < n; i++) {
        assertThat(part[3 + i]).isEqualTo(whole[2 + i]);
      }
      assertThat(Arrays32.isGuardIntact(part, 3, 3 + n)).isTrue();
    }
  }

  private static float[] slopes(Activation activation, float[] x) {
    float[] y = new float[x.length];
    Arrays.fill(y, 1);
    ActivationGradients.apply(activation, x, 0, y, 0, y, 0, x.length);
    return y;
  }

  private static double absoluteError(
      Activation activation, DoubleUnaryOperator expected, float from, float to) {
    float[] x = points(from, to, 200_003);
    float[] y = slopes(activation, x);
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      worst = Math.max(worst, Math.abs(y[i] - expected.applyAsDouble(x[i])));
    }
    return worst;
  }

  private static double relativeError(
      Activation activation, DoubleUnaryOperator expected, float to) {
    float[] x = points(-to, to, 200_003);
    float[] y = slopes(activation, x);
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      worst = Math.max(worst, Math.abs(y[i] / expected.applyAsDouble(x[i]) - 1));
    }
    return worst;
  }

  private static float[] points(float from, float to, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (from + (double) (to - from) * i / (n - 1));
    }
    return x;
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Φ(x) + x · φ(x), the distribution by a series near 0 and by a continued fraction elsewhere. */
  private static double gelu(double x) {
    double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    return distribution(x, density) + x * density;
  }

  private static double distribution(double x, double density) {
    if (x > 0) {
      return 1 - distribution(-x, density);
    }
    double a = -x;
    if (a < 3) {
      double term = a;
      double sum = a;
      for (int n = 1; term > 1e-18 * sum; n++) {
        term *= a * a / (2 * n + 1);
        sum += term;
      }
      return 0.5 - density * sum;
    }
    double fraction = a;
    for (int n = 200; n > 0; n--) {
      fraction = a + n / fraction;
    }
    return density / fraction;
  }
}
