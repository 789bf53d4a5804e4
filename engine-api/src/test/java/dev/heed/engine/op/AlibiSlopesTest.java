package dev.heed.engine.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlibiSlopesTest {
  /** The paper's own example: 1/2, 1/4, … 1/256. */
  @Test
  void eightHeadsHaveThePowersOfOneHalf() {
    assertThat(slopes(8))
        .containsExactly(
            0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0.015625f, 0.0078125f, 0.00390625f);
  }

  /** As the paper's code does for twelve: those of eight, then every other one of sixteen. */
  @Test
  void twelveHeadsHaveThoseOfEightAndFourOfSixteen() {
    float[] eight = slopes(8);
    float[] sixteen = slopes(16);
    assertThat(slopes(12))
        .startsWith(eight)
        .endsWith(sixteen[0], sixteen[2], sixteen[4], sixteen[6]);
    assertThat(slopes(12)).endsWith(0.70710677f, 0.35355338f, 0.17677669f, 0.088388346f);
  }

  @Test
  void statedSlopesAreTakenAsTheyAre() {
    float[] stated = {0.5f, -1, 0};
    AlibiSlopes slopes = AlibiSlopes.of(stated);
    stated[0] = 7;
    assertThat(slopes.slope(0)).isEqualTo(0.5f);
    assertThat(slopes).isEqualTo(AlibiSlopes.of(0.5f, -1, 0));
  }

  private static float[] slopes(int heads) {
    AlibiSlopes slopes = AlibiSlopes.forHeads(heads);
    float[] values = new float[slopes.heads()];
    for (int h = 0; h < values.length; h++) {
      values[h] = slopes.slope(h);
    }
    assertThat(values).hasSize(heads);
    return values;
  }
}
