package dev.heed.bench.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.bench.UsageException;
import dev.heed.bench.gemm.GemmCase;
import dev.heed.bench.op.OpCases;
import dev.heed.bench.peer.Peer;
import org.junit.jupiter.api.Test;

class OpenClTableTest {
  @Test
  void theFirstDeviceIsTakenUnlessOneIsNamed() {
    assertThat(OpenClTable.device(null)).isEqualTo("gpu-opencl");
    assertThat(OpenClTable.device(" ")).isEqualTo("gpu-opencl");
    assertThat(OpenClTable.device("gpu-opencl:h100")).isEqualTo("gpu-opencl:h100");
  }

  @Test
  void aDeviceOfAnotherBackendIsNone() {
    assertThatThrownBy(() -> OpenClTable.device("cpu-simd"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("HEED_BENCH_DEVICE")
        .hasMessageContaining("'cpu-simd'");
  }

  @Test
  void aDeviceThatIsNotHereIsLeftOutByName() {
    assertThat(OpenClTable.find("gpu-opencl:a card that nobody makes"))
        .isInstanceOfSatisfying(
            Peer.LeftOut.class,
            leftOut -> {
              assertThat(leftOut.name()).isEqualTo("gpu-opencl:a card that nobody makes");
              assertThat(leftOut.why()).startsWith("left out: ");
            });
  }

  /** 4 · 2048² · 12 · 32 operations, and 4 · 16² · 12 · 32. */
  @Test
  void aLargeCaseRunsInOneProcess() {
    assertThat(OpenClTable.turns(OpCases.named("attention global 2048x12x32"))).isEqualTo(1);
    assertThat(OpenClTable.turns(OpCases.named("attention global 16x12x32"))).isEqualTo(2);
  }

  @Test
  void productsHaveTheSizesOfMiniLm() {
    assertThat(OpenClTable.products().stream().map(GemmCase::name))
        .hasSize(13)
        .contains("1×384→1152", "16×384→1536", "128×1536→384", "1024×1024→1024");
  }
}
