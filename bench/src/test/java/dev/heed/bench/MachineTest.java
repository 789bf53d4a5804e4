package dev.heed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {
  /** From /proc/cpuinfo of a Xeon with matrix units. */
  @Test
  void matrixUnitsOfX86AreNamed() {
    assertThat(Machine.vectorFlags("fpu sse2 fma avx2 f16c avx512_vnni aes amx_bf16 amx_tile"))
        .isEqualTo("fma avx2 f16c avx512_vnni amx_bf16 amx_tile");
  }

  /** From the line Features of a Neoverse V1. */
  @Test
  void vectorsOfArmAreNamed() {
    assertThat(Machine.vectorFlags("fp asimd aes crc32 atomics asimdhp sve svei8mm i8mm bf16"))
        .isEqualTo("asimd asimdhp sve svei8mm i8mm bf16");
  }
}
