package dev.heed.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SpeedTest {
  private static final Pace SOUND = new Pace("products", 60, 0.6, 0.6);
  private static final Pace SPILLED = new Pace("attention", 19, 0.19, 0.2);

  @Test
  void kernelsThatReachTheirFloorsAreGood() {
    assertThat(speed(SOUND, SOUND).isGood()).isTrue();
  }

  @Test
  void oneKernelBelowItsFloorHasFallenOff() {
    assertThat(speed(SOUND, SPILLED).isGood()).isFalse();
  }

  @Test
  void theGreaterOfTwoCeilingsCounts() {
    assertThat(Speed.greater(OptionalDouble.of(145), OptionalDouble.of(241))).hasValue(241);
    assertThat(Speed.greater(OptionalDouble.of(241), OptionalDouble.of(145))).hasValue(241);
    assertThat(Speed.greater(OptionalDouble.empty(), OptionalDouble.empty())).isEmpty();
  }

  @Test
  void whereThereIsNoCeilingNothingIsSaid() {
    assertThat(new Speed(1, 10, OptionalDouble.empty(), List.of()).isGood()).isTrue();
  }

  private static Speed speed(Pace... paces) {
    return new Speed(100, 10, OptionalDouble.of(100), List.of(paces));
  }
}
