package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.evaluate.Calibration.Bin;
import org.junit.jupiter.api.Test;

/** By hand. */
class CalibrationTest {
  private static final int[] TRUTH = {0, 0, 1, 1};
  private static final double[][] ROWS = {{0.9, 0.1}, {0.8, 0.2}, {0.8, 0.2}, {0.4, 0.6}};

  /** 0.6 is in the third of five bins, 0.8 in the fourth, 0.9 in the last. */
  @Test
  void anEdgeBelongsToTheBinBelow() {
    Calibration calibration = Calibration.of(TRUTH, ROWS, 5);
    assertThat(calibration.bins()).extracting(Bin::count).containsExactly(0L, 0L, 1L, 2L, 1L);
  }

  /** ¼ · |1 − 0.6| + ½ · |½ − 0.8| + ¼ · |1 − 0.9|. */
  @Test
  void theErrorIsTheMeanGap() {
    Calibration calibration = Calibration.of(TRUTH, ROWS, 5);
    assertThat(calibration.error()).isCloseTo(0.275, within(1e-12));
    assertThat(calibration.greatest()).isCloseTo(0.4, within(1e-12));
  }

  /** Two of three right, with logits 0 and 1: p = ⅔ where the temperature is 1 / ln 2. */
  @Test
  void aTemperatureMakesConfidenceTheAccuracy() {
    double[][] logits = {{0, 1}, {0, 1}, {0, 1}};
    TemperatureScaling fitted = TemperatureScaling.fit(new int[] {1, 1, 0}, logits);
    assertThat(fitted.temperature()).isCloseTo(1 / Math.log(2), within(1e-9));
    assertThat(fitted.probabilities(logits)[0][1]).isCloseTo(2.0 / 3, within(1e-9));
  }

  @Test
  void theTemperatureKeepsWithinItsLimits() {
    double[][] logits = {{0, 1}, {0, 1}};
    assertThat(TemperatureScaling.fit(new int[] {1, 1}, logits).temperature())
        .isBetween(TemperatureScaling.LEAST, 0.03);
    assertThat(TemperatureScaling.fit(new int[] {0, 0}, logits).temperature())
        .isCloseTo(TemperatureScaling.GREATEST, within(1e-6));
  }
}
