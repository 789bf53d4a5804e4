package dev.heed.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExaminationTest {
  /** With what a backend may fail that says that it is available. */
  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("the driver is gone"),
        new OutOfMemoryError("unable to create native thread"),
        new NoClassDefFoundError("org/example/Driver"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aBackendThatCannotBeOpenedIsReported(Throwable failure) {
    BackendProvider broken = new BrokenProvider(failure);
    assertThat(
            Examination.ofDevices(
                broken,
                List.of(broken),
                BackendOptions.DEFAULT,
                new Extent(false, Set.of()),
                doing -> {}))
        .singleElement()
        .satisfies(examination -> {
          assertThat(examination.isGood()).isFalse();
          assertThat(examination.failure()).contains(failure.getMessage());
        });
  }

  private record BrokenProvider(Throwable failure) implements BackendProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Availability probe() {
      return new Availability.Available(List.of(new DeviceInfo("broken", 0, "none", Map.of())));
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }
}
