package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every test that runs on all backends would pass on fewer, too. */
class InstalledBackendsTest {
  @Test
  void modelsAreTestedOnBothCpuBackends() {
    assertThat(InstalledBackends.names())
        .as("available of %s", InstalledBackends.availability())
        .containsExactlyInAnyOrder("cpu-simd", "cpu-reference");
  }
}
