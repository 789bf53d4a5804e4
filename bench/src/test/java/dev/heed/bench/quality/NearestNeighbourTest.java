package dev.heed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNeighbourTest {
  /** East and north, and a second text due north with another label. */
  private final NearestNeighbour compass =
      new NearestNeighbour(
          new float[][] {{1, 0}, {0, 1}, {0, 1}}, List.of("east", "north", "north too"));

  @Test
  void theLargestCosineGivesTheLabel() {
    assertThat(compass.label(new float[] {0.8f, 0.6f})).isEqualTo("east");
    assertThat(compass.label(new float[] {0.6f, 0.8f})).isEqualTo("north");
  }

  @Test
  void aNegativeCosineIsNearerThanAMoreNegativeOne() {
    assertThat(compass.label(new float[] {-0.6f, -0.8f})).isEqualTo("east");
  }

  @Test
  void onlyLabelsThatWereExpectedCount() {
    float[][] vectors = {{0.8f, 0.6f}, {0.6f, 0.8f}, {-0.8f, 0.6f}};
    assertThat(compass.right(vectors, List.of("east", "east", "north"))).isEqualTo(2);
  }

  @Test
  void aNanHasNoNeighbour() {
    assertThatThrownBy(() -> compass.label(new float[] {Float.NaN, 1}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NaN");
  }
}
