package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotations against scalar formulas, to the bit. */
@AtEveryWidth
class RotaryTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 9, 16, 17, 32, 33})
  void pairsAreTurned(int pairs) {
    float[] in = Arrays32.random(2 * pairs + 4, 1);
    float[] cosines = Arrays32.random(pairs + 2, 2);
    float[] sines = Arrays32.random(pairs + 2, 3);
    float[] half = Arrays32.guarded(2 * pairs + 3);
    Rotary.halfSplit(in, 2, cosines, 1, sines, 2, pairs, half, 1);
    float[] interleaved = Arrays32.guarded(2 * pairs + 3);
    Rotary.interleaved(in, 2, cosines, 1, sines, 2, pairs, interleaved, 1);
    for (int p = 0; p < pairs; p++) {
      float c = cosines[1 + p];
      float s = sines[2 + p];
      float x = in[2 + p];
      float y = in[2 + pairs + p];
      assertThat(half[1 + p]).isEqualTo(Math.fma(x, c, -y * s));
      assertThat(half[1 + pairs + p]).isEqualTo(Math.fma(y, c, x * s));
      x = in[2 + 2 * p];
      y = in[2 + 2 * p + 1];
      assertThat(interleaved[1 + 2 * p]).isEqualTo(Math.fma(x, c, -y * s));
      assertThat(interleaved[1 + 2 * p + 1]).isEqualTo(Math.fma(y, c, x * s));
    }
    assertThat(Arrays32.isGuardIntact(half, 1, 1 + 2 * pairs)).isTrue();
    assertThat(Arrays32.isGuardIntact(interleaved, 1, 1 + 2 * pairs)).isTrue();
  }
}
