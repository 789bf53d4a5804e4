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
import org.junit.jupiter.params.provider.ValueSource;

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
    BackendProvider broken = new BrokenProvider(failure, false);
    assertThat(
            Examination.ofDevices(
                broken,
                List.of(broken),
                BackendOptions.DEFAULT,
                new Extent(false, false, Set.of()),
                doing -> {}))
        .singleElement()
        .satisfies(examination -> {
          assertThat(examination.isGood()).isFalse();
          assertThat(examination.failure()).contains(failure.getMessage());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeviceOnRequestIsOpenedOnlyWhenItIsAskedFor(boolean askedFor) {
    BackendProvider broken =
        new BrokenProvider(new IllegalStateException("it was opened"), /* onRequest= */ true);
    List<Examination> examinations =
        Examination.ofDevices(
            broken,
            List.of(broken),
            BackendOptions.DEFAULT,
            new Extent(askedFor, false, Set.of()),
            doing -> {});
    assertThat(examinations)
        .extracting(Examination::comparison)
        .containsExactly(
            askedFor ? Examination.Comparison.FAILED : Examination.Comparison.NOT_ASKED_FOR);
  }

  private record BrokenProvider(Throwable failure, boolean onRequest) implements BackendProvider {
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
      return new Availability.Available(
          List.of(new DeviceInfo("broken", 0, "none", Map.of(), onRequest)));
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
