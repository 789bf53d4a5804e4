package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of scikit-learn 1.9.1, {@code precision_recall_fscore_support} over these labels. */
class TagMetricsTest {
  private static final List<List<String>> TRUTH =
      List.of(List.of("DT", "NN", "VB"), List.of("DT", "JJ", "NN", "IN"));

  private static final List<List<String>> PREDICTION =
      List.of(List.of("DT", "VB", "VB"), List.of("DT", "NN", "NN", TagMetrics.NONE));

  @Test
  void wordsCountAndAWordWithoutTagIsMissed() {
    TagMetrics metrics = TagMetrics.of(TRUTH, PREDICTION);
    assertThat(metrics.tokens()).isEqualTo(7);
    assertThat(metrics.tokenAccuracy()).isCloseTo(0.5714285714285714, within(1e-12));
    assertThat(metrics.labels()).containsExactly("DT", "IN", "JJ", "NN", "VB");
    assertThat(metrics.scores().perClass())
        .extracting(ClassScore::f1)
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1, Double.class)
        .containsExactly(1.0, 0.0, 0.0, 0.5, 2 / 3.0);
    assertThat(metrics.scores().macro().f1()).isCloseTo(0.4333333333333333, within(1e-12));
    assertThat(metrics.scores().weighted().f1()).isCloseTo(0.5238095238095238, within(1e-12));
    assertThat(metrics.scores().micro().f1()).isCloseTo(0.6153846153846154, within(1e-12));
  }

  @Test
  void bothSidesHaveAsMany() {
    assertThatThrownBy(() -> TagMetrics.of(TRUTH, List.of(List.of("DT"), List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sentence 0 has 3 true tags and 1 predicted ones");
    assertThatThrownBy(() -> TagMetrics.of(List.of(List.of()), List.of(List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no words");
  }
}
