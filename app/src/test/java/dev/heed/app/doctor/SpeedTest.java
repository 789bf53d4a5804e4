package dev.heed.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SpeedTest {
  @Test
  void productsThatReachTheFloorAreGood() {
    Speed speed = new Speed(40, OptionalDouble.of(100), 10);
    assertThat(speed.share()).hasValue(0.4);
    assertThat(speed.isGood()).isTrue();
  }

  @Test
  void productsBelowTheFloorHaveFallenOff() {
    assertThat(new Speed(39, OptionalDouble.of(100), 10).isGood()).isFalse();
  }

  @Test
  void theGreaterOfTwoCeilingsCounts() {
    assertThat(Speed.greater(OptionalDouble.of(145), OptionalDouble.of(241))).hasValue(241);
    assertThat(Speed.greater(OptionalDouble.of(241), OptionalDouble.of(145))).hasValue(241);
    assertThat(Speed.greater(OptionalDouble.empty(), OptionalDouble.empty())).isEmpty();
  }

  @Test
  void whereThereIsNoCeilingNothingIsSaid() {
    Speed speed = new Speed(1, OptionalDouble.empty(), 10);
    assertThat(speed.share()).isEmpty();
    assertThat(speed.isGood()).isTrue();
  }
}
