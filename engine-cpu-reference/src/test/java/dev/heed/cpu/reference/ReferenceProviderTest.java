package dev.heed.cpu.reference;

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
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferenceProviderTest {
  private static final BackendRequest REQUEST = BackendRequest.named("cpu-reference");

  @Test
  void theServiceLoaderFindsIt() {
    BackendChoice choice = Backends.installed().choose(REQUEST);
    assertThat(choice.provider()).isInstanceOf(ReferenceProvider.class);
    assertThat(choice.device().id()).isEqualTo("cpu-reference:0");
  }

  @Test
  void itIsALastResort() {
    assertThat(Backends.installed().choose(REQUEST).isLastResort()).isTrue();
  }

  @Test
  void theOptionsInForceSayOneThreadAndExactArithmetic() {
    BackendOptions asked = BackendOptions.DEFAULT.withThreads(8).withCompute(Compute.FAST);
    try (Backend backend = Backends.installed().choose(REQUEST).open(asked)) {
      assertThat(backend.options().threads()).isEqualTo(1);
      assertThat(backend.options().compute()).isEqualTo(Compute.EXACT);
    }
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
    DeviceInfo other = new DeviceInfo("cpu-reference", 1, "another", Map.of());
    ReferenceProvider provider = new ReferenceProvider();
    assertThatThrownBy(() -> provider.open(other, BackendOptions.DEFAULT))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("cpu-reference:1")
        .hasMessageContaining("cpu-reference:0");
  }
}
