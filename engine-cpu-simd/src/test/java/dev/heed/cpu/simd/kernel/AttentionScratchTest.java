package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.engine.error.MemoryLimitException;
import org.junit.jupiter.api.Test;

class AttentionScratchTest {
  @Test
  void scoresFilledUpStayInTheirRow() {
    int mostBegin = AttentionKernel.BLOCK_KEYS - 1;
    assertThat(mostBegin + ScoreRow.filled(AttentionKernel.BLOCK_KEYS - mostBegin))
        .isLessThanOrEqualTo(AttentionKernel.SCORE_STRIDE);
    for (int begin = 0; begin < AttentionKernel.BLOCK_KEYS; begin++) {
      for (int n = 1; begin + n <= AttentionKernel.BLOCK_KEYS; n++) {
        assertThat(begin + ScoreRow.filled(n)).isLessThanOrEqualTo(AttentionKernel.SCORE_STRIDE);
      }
    }
  }

  @Test
  void headsThatNoArrayHoldsAreRefusedWithTheNumbers() {
    assertThatExceptionOfType(MemoryLimitException.class)
        .isThrownBy(() -> AttentionScratch.of(192, 1 << 24, 8))
        .withMessageContaining("heads of 16,777,216 and values of 8");
  }
}
