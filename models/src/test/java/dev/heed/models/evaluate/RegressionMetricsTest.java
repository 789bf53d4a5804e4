package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionMetricsTest {
  private static double[] times(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }

  /** The mean of ten times 0.1 is not 0.1, by what it is rounded. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1e-300, 1 / 3.0, 4.35, -1e18})
  void ofAConstantTruthNothingIsExplained(double value) {
    double[] prediction = times(10, value);
    assertThat(RegressionMetrics.of(times(10, value), prediction).r2()).isEqualTo(1);
    prediction[3] += Math.max(1e-3, Math.ulp(value));
    assertThat(RegressionMetrics.of(times(10, value), prediction).r2()).isEqualTo(0);
  }

  @Test
  void zerosOfBothSignsAreConstant() {
    double[] truth = {0.0, -0.0, 0.0};
    assertThat(RegressionMetrics.of(truth, new double[] {0, 0, 1}).r2()).isEqualTo(0);
  }
}
