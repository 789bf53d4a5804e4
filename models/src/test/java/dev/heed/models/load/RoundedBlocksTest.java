package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A block is a scale in F16, little-endian, and 32 whole numbers. */
class RoundedBlocksTest {
  private static byte[] rounded(float... values) {
    byte[] bytes = new byte[values.length / 32 * 34];
    RoundedBlocks.round(values, values.length, bytes);
    return bytes;
  }

  private static float[] filled(float value) {
    float[] values = new float[32];
    Arrays.fill(values, value);
    return values;
  }

  private static float scale(byte[] block, int at) {
    return Float.float16ToFloat((short) ((block[at] & 0xFF) | block[at + 1] << 8));
  }

  @Test
  void theGreatestOfABlockIsAMultipleOf127() {
    float[] values = filled(0);
    values[3] = -254;
    values[4] = 100;
    values[5] = 1.1f;
    byte[] block = rounded(values);
    assertThat(scale(block, 0)).isEqualTo(2);
    assertThat(block[2 + 3]).isEqualTo((byte) -127);
    assertThat(block[2 + 4]).isEqualTo((byte) 50);
    assertThat(block[2 + 5]).isEqualTo((byte) 1);
    assertThat(block[2]).isZero();
  }

  @Test
  void eachBlockHasItsScale() {
    float[] values = new float[64];
    values[0] = 127;
    values[32] = 12.7f;
    byte[] blocks = rounded(values);
    assertThat(scale(blocks, 0)).isEqualTo(1);
    assertThat(scale(blocks, 34)).isCloseTo(0.1f, within(1e-4f));
    assertThat(blocks[34 + 2]).isEqualTo((byte) 127);
  }

  @Test
  void zerosStayZero() {
    assertThat(rounded(filled(0))).containsOnly(0);
  }

  @Test
  void whatIsNoNumberShows() {
    float[] values = filled(1);
    values[7] = Float.NaN;
    assertThat(scale(rounded(values), 0)).isNaN();
  }
}
