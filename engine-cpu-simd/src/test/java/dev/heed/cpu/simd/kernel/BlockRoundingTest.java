package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row in Q8_0 is within half a step of what it was, a step being a block's own. */
class BlockRoundingTest {
  private static final int BLOCKS = 3;
  private static final int COLUMN = 5;

  @ParameterizedTest
  @ValueSource(floats = {0.01f, 1, 1e6f})
  void everyElementIsWithinHalfAStep(float greatest) {
    float[] row = Arrays32.random(BLOCKS * 32, 4);
    for (int k = 0; k < row.length; k++) {
      row[k] *= greatest / (1 + k / 32); // each block has a step of its own
    }
    float[] back = rounded(row);
    for (int block = 0; block < BLOCKS; block++) {
      float most = 0;
      for (int k = 32 * block; k < 32 * block + 32; k++) {
        most = Math.max(most, Math.abs(row[k]));
      }
      for (int k = 32 * block; k < 32 * block + 32; k++) {
        // The step is a half: a 2048th part away from the 127th part.
        assertThat(back[k]).isCloseTo(row[k], within(most / 127 * 0.5003f));
      }
    }
  }

  @Test
  void bothEndsAreReached() {
    float[] row = new float[BLOCKS * 32];
    row[0] = -127;
    row[31] = 127;
    row[40] = 63.5f;
    assertThat(rounded(row)).containsExactly(row);
  }

  @Test
  void zerosStayZeros() {
    assertThat(rounded(new float[BLOCKS * 32])).containsOnly(0);
  }

  @Test
  void aWeightIsRoundedWhereItsScalesAreHalves() {
    assertThat(isPossible(0)).isTrue();
    assertThat(isPossible(0.02f)).isTrue();
    assertThat(isPossible(127 * 65504f)).isTrue();
    assertThat(isPossible(1e-3f)).isFalse();
    assertThat(isPossible(1e7f)).isFalse();
    assertThat(isPossible(Float.POSITIVE_INFINITY)).isFalse();
    assertThat(isPossible(Float.NaN)).isFalse();
  }

  private static boolean isPossible(float value) {
    float[] row = {0, -value, 0};
    return BlockRounding.isPossible(BlockRounding.greatest(row, 0, row.length));
  }

  /** Rounded into a panel and widened again. */
  private static float[] rounded(float[] row) {
    int depth = row.length;
    byte[] panels = new byte[BlockPanels.lines(DType.Q8_0, depth, 1) * BlockPanels.LINE];
    for (int column = 0; column < Panels.PANEL; column++) {
      BlockPanels.packNothing(DType.Q8_0, BLOCKS, column, panels, 0);
    }
    BlockRounding.round(row, 0, BLOCKS, COLUMN, panels, 0);
    float[] widened = new float[depth * Panels.PANEL];
    BlockPanels.widen(DType.Q8_0, panels, 0, depth, widened, 0);
    float[] back = new float[depth];
    for (int k = 0; k < depth; k++) {
      back[k] = widened[k * Panels.PANEL + COLUMN];
    }
    return back;
  }
}
