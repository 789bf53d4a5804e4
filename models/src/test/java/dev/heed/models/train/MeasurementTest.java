package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static Measurement accuracy(double value, double loss) {
    return new Measurement("accuracy", value, true, Map.of("loss", loss));
  }

  @Test
  void theValueDecides() {
    assertThat(accuracy(0.9, 5.0).isBetterThan(0.8, 1)).isTrue();
    assertThat(accuracy(0.8, 1.0).isBetterThan(0.9, 5)).isFalse();
    assertThat(new Measurement("mse", 2, false, Map.of()).isBetterThan(3, Double.NaN)).isTrue();
    assertThat(new Measurement("mse", 3, false, Map.of()).isBetterThan(2, Double.NaN)).isFalse();
  }

  @Test
  void ofEqualValuesTheLossDecides() {
    assertThat(accuracy(1, 0.27).isBetterThan(1, 0.66)).isTrue();
    assertThat(accuracy(1, 0.66).isBetterThan(1, 0.66)).isFalse();
    assertThat(accuracy(1, 0.67).isBetterThan(1, 0.66)).isFalse();
    assertThat(new Measurement("accuracy", 1, true, Map.of()).isBetterThan(1, 0.66)).isFalse();
    assertThat(accuracy(1, 0.27).isBetterThan(1, Double.NaN)).isFalse();
  }

  @Test
  void notANumberIsWorseThanAnyOther() {
    assertThat(accuracy(Double.NaN, 0.1).isBetterThan(0, 9)).isFalse();
    assertThat(accuracy(0, 9.0).isBetterThan(Double.NaN, 0.1)).isTrue();
    assertThat(accuracy(Double.NaN, 0.1).isBetterThan(Double.NaN, 0.2)).isTrue();
    assertThat(accuracy(Double.NaN, 0.2).isBetterThan(Double.NaN, 0.1)).isFalse();
  }
}
