package dev.heed.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.Compute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightReadingTest {
  private static final long ELEMENTS = 16384 * 1024;

  /**
   * A weight has an F16 scale for each 32 elements where these are bytes, and a line of 128 behind.
   */
  @ParameterizedTest
  @CsvSource({"EXACT, 1, 4, 0", "FAST, 4, 1, 1048704"})
  void weightsCountInTheFormInWhichTheyAreRead(
      Compute compute, int weights, int elementBytes, long scaleBytes) {
    BackendOptions options = BackendOptions.DEFAULT.withCompute(compute);
    try (Backend backend = Backends.open(BackendRequest.named("cpu-simd"), options);
        Workbench bench = new Workbench(backend)) {
      WeightReading reading = WeightReading.on(bench);
      assertThat(reading.ops()).hasSize(weights);
      assertThat(reading.bytes()).isEqualTo(weights * (ELEMENTS * elementBytes + scaleBytes));
    }
  }
}
