package dev.heed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VectorsTest {
  private static final float[][] AXES = {{1, 0}, {0, 1}};
  private static final float[][] TURNED = {{0.6f, 0.8f}, {0, 1}};

  @Test
  void theCosineIsTheMeanOverTheTexts() {
    assertThat(Vectors.meanCosine(AXES, TURNED)).isEqualTo(0.8, within(1e-7));
    assertThat(Vectors.meanCosine(AXES, AXES)).isEqualTo(1);
  }

  @Test
  void theLeastCosineIsThatOfTheWorstText() {
    assertThat(Vectors.minCosine(AXES, TURNED)).isEqualTo(0.6, within(1e-7));
  }

  @Test
  void theDistanceIsThatOfTheWorstComponent() {
    assertThat(Vectors.distance(AXES, TURNED)).isEqualTo(0.8, within(1e-7));
    assertThat(Vectors.distance(AXES, AXES)).isZero();
  }

  @Test
  void aNanIsNoNearness() {
    float[][] poisoned = {{1, Float.NaN}, {0, 1}};
    assertThat(Vectors.distance(AXES, poisoned)).isNaN();
    assertThat(Vectors.meanCosine(AXES, poisoned)).isNaN();
    assertThat(Vectors.minCosine(AXES, poisoned)).isNaN();
  }
}
