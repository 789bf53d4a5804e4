package dev.heed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimingsTest {
  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(new Timings(new double[] {9, 1, 4}).median()).isEqualTo(4);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(new Timings(new double[] {9, 1, 4, 2}).median()).isEqualTo(3);
  }

  @Test
  void theExtremesAreThoseOfTheRounds() {
    Timings timings = new Timings(new double[] {9, 1, 4});
    assertThat(timings.min()).isEqualTo(1);
    assertThat(timings.max()).isEqualTo(9);
  }

  /** The medians' ratio would be 6 / 4: a slow round of both says nothing about either. */
  @Test
  void theRatioIsTheMedianOfTheRoundsRatios() {
    Timings ours = new Timings(new double[] {1, 40, 4});
    Timings theirs = new Timings(new double[] {3, 80, 6});
    assertThat(ours.timesFasterThan(theirs)).isEqualTo(2);
    assertThat(theirs.timesFasterThan(ours)).isEqualTo(0.5, within(1e-15));
  }

  @Test
  void theExtremesOfTheRatioAreThoseOfOneRound() {
    Timings ours = new Timings(new double[] {1, 40, 4});
    Timings theirs = new Timings(new double[] {3, 80, 6});
    assertThat(ours.leastTimesFasterThan(theirs)).isEqualTo(1.5);
    assertThat(ours.mostTimesFasterThan(theirs)).isEqualTo(3);
  }

  @Test
  void sidesOfDifferentRoundsHaveNoRatio() {
    Timings two = new Timings(new double[] {1, 2});
    Timings three = new Timings(new double[] {1, 2, 3});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.timesFasterThan(three))
        .withMessageContaining("2 and 3");
  }

  @Test
  void noRoundsAreNoTimings() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Timings(new double[0]));
  }
}
