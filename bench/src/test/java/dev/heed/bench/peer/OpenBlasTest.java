package dev.heed.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenBlasTest {
  /** As OpenBLAS 0.3.21 of Debian 12 has it. */
  @Test
  void theVersionIsTheBeginningOfItsConfiguration() {
    assertThat(OpenBlas.version("OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY "))
        .isEqualTo("OpenBLAS 0.3.21");
  }

  @Test
  void aConfigurationOfOneWordIsTheVersion() {
    assertThat(OpenBlas.version("OpenBLAS")).isEqualTo("OpenBLAS");
  }
}
