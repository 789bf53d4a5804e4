package dev.heed.bench.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heed.engine.op.Visibility;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttentionOperandsTest {
  private static final AttentionCase GLOBAL = new AttentionCase("global", 40, 2, 8, Visibility.ALL);

  @Test
  void theBackendComputesWhatDoublePrecisionGives() {
    for (AttentionCase one : new AttentionCase[] {GLOBAL, AttentionCase.local(7, 40, 2, 8)}) {
      AttentionOperands operands = AttentionOperands.of(one);
      try (HeedAttention heed = new HeedAttention(operands, 1)) {
        assertThatCode(() -> operands.requireSame("heed", heed.answer()))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void aWindowIsNotTakenForTheWhole() {
    AttentionOperands global = AttentionOperands.of(GLOBAL);
    AttentionOperands local = AttentionOperands.of(AttentionCase.local(7, 40, 2, 8));
    try (HeedAttention heed = new HeedAttention(local, 1)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> global.requireSame("heed", heed.answer()))
          .withMessageContaining("heed is wrong");
    }
  }

  /** Equal keys weigh the same: every row is the mean of the values. */
  @Test
  void equalKeysGiveTheMeanOfTheValues() {
    AttentionCase three = new AttentionCase("global", 3, 1, 1, Visibility.ALL);
    float[] qkv = {5, 1, 3, -2, 1, 6, 0, 1, 9};
    AttentionOperands operands = new AttentionOperands(three, qkv);
    operands.requireSame("by hand", new float[] {6, 6, 6});
    assertThatIllegalStateException()
        .isThrownBy(() -> operands.requireSame("by hand", new float[] {6, 6, 6.001f}));
    float[] poisoned = new float[3];
    Arrays.fill(poisoned, Float.NaN);
    assertThatIllegalStateException().isThrownBy(() -> operands.requireSame("by hand", poisoned));
  }

  /** Rows 0 to 126 see 1 to 127 keys, the other 385 see 128. */
  @Test
  void onlyVisibleKeysAreWork() {
    AttentionCase local = AttentionCase.local(128, 512, 12, 64);
    assertThat(local.flops()).isEqualTo(4.0 * (127 * 128 / 2 + 385 * 128) * 768);
    AttentionCase global = new AttentionCase("global", 512, 12, 64, Visibility.ALL);
    assertThat(global.flops()).isEqualTo(4.0 * 512 * 512 * 768);
  }
}
