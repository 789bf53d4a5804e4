package dev.heed.app.flags;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainModelFlagsTest {
  /** Batches of a large file run side by side, one on each thread. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void asManyBatchesRunAtOnceAsTheBackendHasThreads(int threads) {
    BackendOptions options = BackendOptions.DEFAULT.withThreads(threads);
    try (Backend backend = Backends.open(BackendRequest.named("cpu-simd"), options)) {
      assertThat(new PlainModelFlags().options(backend).concurrency()).isEqualTo(threads);
    }
  }
}
