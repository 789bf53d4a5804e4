package dev.heed.bench.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class FirstStepsTest {
  private static final FirstSteps HEED = new FirstSteps(new float[] {4, 1, 3.5f, 0.9f});

  @Test
  void whatRoundingChangesIsAlike() {
    FirstSteps theirs = new FirstSteps(new float[] {4.0001f, 1.001f, 3.4999f, 0.899f});
    assertThatCode(() -> theirs.requireLike(HEED, "other")).doesNotThrowAnyException();
  }

  @Test
  void anotherLossNamesTheStep() {
    FirstSteps theirs = new FirstSteps(new float[] {4, 1, 3.6f, 0.9f});
    assertThatIllegalStateException()
        .isThrownBy(() -> theirs.requireLike(HEED, "other"))
        .withMessage(
            "other and Heed compute different things: before step 2 the loss is 3.60000 and 3.50000");
  }

  @Test
  void aLossThatIsNoNumberIsNotAlike() {
    FirstSteps theirs = new FirstSteps(new float[] {4, 1, Float.NaN, 0.9f});
    assertThatIllegalStateException().isThrownBy(() -> theirs.requireLike(HEED, "other"));
  }
}
