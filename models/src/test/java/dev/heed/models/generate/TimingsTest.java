package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimingsTest {
  @Test
  void tokensOfTheCacheAreNotPrefilled() {
    assertThat(new Timings(100, 60, 1, 5, 2, 0).prefillTokensPerSecond()).isEqualTo(20);
  }

  @Test
  void theFirstTokenIsNotDecoded() {
    assertThat(new Timings(100, 0, 11, 5, 2, 4).decodeTokensPerSecond()).isEqualTo(2.5);
  }

  @Test
  void whereNothingWasComputedThereIsNoRate() {
    Timings none = new Timings(1, 1, 0, 0, 0, 0);
    assertThat(none.prefillTokensPerSecond()).isEqualTo(0);
    assertThat(none.decodeTokensPerSecond()).isEqualTo(0);
  }

  @Test
  void moreCachedTokensThanThereAreIsAnError() {
    assertThatThrownBy(() -> new Timings(3, 4, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 prompt tokens, 4 of them cached");
  }
}
