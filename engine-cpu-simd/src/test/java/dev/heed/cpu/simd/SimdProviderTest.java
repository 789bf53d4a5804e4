package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendChoice;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.Compute;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.BackendUnavailableException;
import dev.heed.engine.error.ClosedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimdProviderTest {
  private static final BackendRequest REQUEST = BackendRequest.named("cpu-simd");

  @Test
  void itIsTakenWhenNothingIsAskedFor() {
    BackendChoice choice = Backends.installed().choose(BackendRequest.BEST);
    assertThat(choice.provider()).isInstanceOf(SimdProvider.class);
    assertThat(choice.device().id()).isEqualTo("cpu-simd:0");
    assertThat(choice.isLastResort()).isFalse();
  }

  @Test
  void theOptionsInForceSayHowManyThreads() {
    BackendChoice choice = Backends.installed().choose(REQUEST);
    try (Backend backend = choice.open(BackendOptions.DEFAULT)) {
      assertThat(backend.options().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
    try (Backend backend = choice.open(BackendOptions.DEFAULT.withThreads(3))) {
      assertThat(backend.options().threads()).isEqualTo(3);
    }
  }

  @Test
  void fastArithmeticIsInForceWhereItIsAskedFor() {
    BackendOptions fast = BackendOptions.DEFAULT.withCompute(Compute.FAST);
    try (Backend backend = Backends.installed().choose(REQUEST).open(fast)) {
      assertThat(backend.options().compute()).isEqualTo(Compute.FAST);
    }
  }

  /** A vector unit of 128 bits at 1 GHz could do 8 · 10⁹, two of 512 at 5 GHz 320 · 10⁹. */
  @Test
  void theCeilingIsMeasuredOnAnOpenBackend() {
    Backend backend =
        Backends.installed().choose(REQUEST).open(BackendOptions.DEFAULT.withThreads(1));
    assertThat(backend.measureCeiling().orElseThrow()).isBetween(1e9, 1e12);
    backend.close();
    assertThatThrownBy(backend::measureCeiling).isInstanceOf(ClosedException.class);
  }

  @Test
  void closingTheBackendEndsItsThreads() {
    Backend backend =
        Backends.installed().choose(REQUEST).open(BackendOptions.DEFAULT.withThreads(3));
    assertThat(workers()).isNotZero();
    backend.close();
    assertThat(workers()).isZero();
  }

  @Test
  void anUnknownOptionIsAnErrorThatNamesIt() {
    BackendChoice choice = Backends.installed().choose(REQUEST);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> choice.open(BackendOptions.DEFAULT.withProperties(Map.of("tiling", "8"))))
        .withMessageContaining("tiling");
  }

  @Test
  void aDeviceThatItDoesNotHaveIsAnError() {
    DeviceInfo other = new DeviceInfo("cpu-simd", 1, "another", Map.of());
    assertThatThrownBy(() -> new SimdProvider().open(other, BackendOptions.DEFAULT))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("cpu-simd:1")
        .hasMessageContaining("cpu-simd:0");
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("heed-cpu-simd:0-"))
        .count();
  }
}
