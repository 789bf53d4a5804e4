package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every test that runs on all backends would pass on fewer, too. */
class InstalledBackendsTest {
  @Test
  void modelsAreTestedOnBothCpuBackends() {
    assertThat(InstalledBackends.names())
        .as("available of %s", InstalledBackends.availability())
        .contains("cpu-simd", "cpu-reference");
  }

  /** A failure where HEED_REQUIRE_OPENCL=1 says that there is a device. */
  @Test
  void modelsAreTestedOnAnOpenClDevice() {
    InstalledBackends.skipWithoutOpenCl();
    assertThat(InstalledBackends.names())
        .as("available of %s", InstalledBackends.availability())
        .contains("gpu-opencl");
  }
}
