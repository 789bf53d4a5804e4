package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int EXAMPLES = 400;

  /** A quarter of the examples is right. */
  private static double accuracy(int[] sample) {
    return Arrays.stream(sample).filter(i -> i % 4 == 0).count() / (double) sample.length;
  }

  /** The normal approximation: 1.96 · √(p (1 − p) / n) on either side. */
  @Test
  void theIntervalOfAPartIsThatOfTheTextbook() {
    Interval interval = new Bootstrap(4_000, 0.95, 1).interval(EXAMPLES, BootstrapTest::accuracy);
    double half = 1.96 * Math.sqrt(0.25 * 0.75 / EXAMPLES);
    assertThat(interval.value()).isEqualTo(0.25);
    assertThat(interval.low()).isCloseTo(0.25 - half, within(0.005));
    assertThat(interval.high()).isCloseTo(0.25 + half, within(0.005));
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    assertThat(Bootstrap.seeded(7).interval(EXAMPLES, BootstrapTest::accuracy))
        .isEqualTo(Bootstrap.seeded(7).interval(EXAMPLES, BootstrapTest::accuracy))
        .isNotEqualTo(Bootstrap.seeded(8).interval(EXAMPLES, BootstrapTest::accuracy));
  }

  @Test
  void aSampleDoesNotDependOnHowManyThereAre() {
    int[] sample = new int[EXAMPLES];
    Bootstrap.seeded(7).draw(3, sample);
    int[] same = new int[EXAMPLES];
    new Bootstrap(5, 0.5, 7).draw(3, same);
    assertThat(same).isEqualTo(sample);
  }

  @Test
  void everyExampleIsDrawnAsOftenAsAnyOther() {
    int[] counts = new int[8];
    int[] sample = new int[8];
    for (int s = 0; s < 10_000; s++) {
      Bootstrap.seeded(1).draw(s, sample);
      Arrays.stream(sample).forEach(i -> counts[i]++);
    }
    // Five standard deviations of a count of 80,000 draws, one in eight.
    assertThat(Arrays.stream(counts)).allMatch(c -> Math.abs(c - 10_000) < 5 * Math.sqrt(8_750));
  }

  @Test
  void samplesWithoutAValueAreLeftOutAndCounted() {
    Interval interval =
        new Bootstrap(200, 0.9, 1).interval(2, sample -> sample[0] == sample[1] ? Double.NaN : 5);
    assertThat(interval.undefined()).isBetween(60, 140);
    assertThat(interval.low()).isEqualTo(5);
    assertThat(interval.high()).isEqualTo(5);
    assertThat(Bootstrap.seeded(1).interval(2, sample -> Double.NaN).low()).isNaN();
  }

  @Test
  void noExampleNoSampleAndNoConfidenceAreRefused() {
    assertThatThrownBy(() -> Bootstrap.seeded(1).interval(0, BootstrapTest::accuracy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bootstrap: no examples; expected at least one");
    assertThatThrownBy(() -> new Bootstrap(0, 0.95, 1)).hasMessageContaining("0 samples");
    assertThatThrownBy(() -> new Bootstrap(10, 1, 1)).hasMessageContaining("confidence 1.0");
  }
}
