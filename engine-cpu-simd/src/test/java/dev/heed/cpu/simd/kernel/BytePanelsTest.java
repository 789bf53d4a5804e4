package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A column in 8 bits is within half a step of what it was. */
class BytePanelsTest {
  @ParameterizedTest
  @ValueSource(floats = {1e-30f, 1, 3e38f})
  void everyElementIsWithinHalfAStep(float greatest) {
    float[] column = Arrays32.random(300, 4);
    float most = 0;
    for (float value : column) {
      most = Math.max(most, Math.abs(value));
    }
    for (int k = 0; k < column.length; k++) {
      column[k] = column[k] / most * greatest;
    }
    byte[] panels = new byte[column.length * PANEL];
    float scale = BytePanels.round(column, 0, column.length, panels, 3);
    for (int k = 0; k < column.length; k++) {
      double rounded = (double) panels[3 + k * PANEL] * scale;
      assertThat(rounded).isCloseTo(column[k], within(scale * 0.50001));
    }
  }

  @Test
  void bothEndsAreReached() {
    byte[] panels = new byte[2 * PANEL];
    float scale = BytePanels.round(new float[] {-2.54f, 2.54f}, 0, 2, panels, 0);
    assertThat(scale).isEqualTo(2.54f / 127);
    assertThat(panels[0]).isEqualTo((byte) -127);
    assertThat(panels[PANEL]).isEqualTo((byte) 127);
  }

  @Test
  void zerosStayZeros() {
    byte[] panels = {9};
    assertThat(BytePanels.round(new float[] {0, 0}, 1, 1, panels, 0)).isZero();
    assertThat(panels[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aColumnWithoutAGreatestMagnitudeIsNotANumber(float value) {
    byte[] panels = new byte[3 * PANEL];
    assertThat(BytePanels.round(new float[] {1, value, 2}, 0, 3, panels, 0)).isNaN();
  }
}
