package dev.heed.bench.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.bench.Timings;
import org.junit.jupiter.api.Test;

class SteadinessTest {
  private final Steadiness rounds = new Steadiness();

  private void add(double... millis) {
    rounds.add(new Timings(millis));
  }

  @Test
  void noiseIsSteady() {
    add(1, 1.4);
    add(3, 2);
    assertThat(rounds.isUnsteady()).isFalse();
    assertThat(rounds.timings().millis()).containsExactly(1, 1.4, 3, 2);
  }

  @Test
  void aProcessThatIsCompiledLaterThanTheOtherIsUnsteady() {
    add(27, 28);
    add(620, 610);
    assertThat(rounds.isUnsteady()).isTrue();
  }

  @Test
  void whatIsForgottenDoesNotCount() {
    add(27, 620);
    rounds.forget();
    add(27, 28);
    assertThat(rounds.isUnsteady()).isFalse();
  }
}
