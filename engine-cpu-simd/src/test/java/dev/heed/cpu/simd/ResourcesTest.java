package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.engine.error.MemoryLimitException;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  @Test
  void workingMemoryThatNoArrayHoldsIsRefusedWithTheNumbers() {
    assertThat(Resources.size(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThatExceptionOfType(MemoryLimitException.class)
        .isThrownBy(() -> Resources.size(1L << 31))
        .withMessageContaining("2,147,483,648 floats");
  }
}
