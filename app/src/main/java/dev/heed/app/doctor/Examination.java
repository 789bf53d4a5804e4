package dev.heed.app.doctor;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the doctor found out about one open device.
 *
 * @param device the device
 * @param options those in force
 * @param findings one for each kernel family; empty when there was nothing to compare with
 * @param speed null when it was not measured
 * @param failure why the examination ended early; null when it did not
 */
public record Examination(
    DeviceInfo device,
    BackendOptions options,
    List<Finding> findings,
    @Nullable Speed speed,
    @Nullable String failure) {
  /** The provider that the others are compared with. */
  public static final String REFERENCE = "cpu-reference";

  public Examination {
    findings = List.copyOf(findings);
  }

  /** False when a kernel family does not compute what the reference computes, or cannot run. */
  public boolean isGood() {
    return failure == null
        && findings.stream().allMatch(finding -> finding.isGood() || finding.isUnsupported());
  }

  /**
   * Opens and examines every device of a provider.
   *
   * @param all where the reference is looked for
   * @param withSpeed whether to measure, which takes three seconds a device
   */
  public static List<Examination> ofDevices(
      BackendProvider provider,
      List<BackendProvider> all,
      BackendOptions options,
      boolean withSpeed) {
    if (!(provider.probe() instanceof Availability.Available available)) {
      return List.of();
    }
    Optional<BackendProvider> reference =
        provider.name().equals(REFERENCE)
            ? Optional.empty()
            : all.stream().filter(other -> other.name().equals(REFERENCE)).findFirst();
    return available.devices().stream()
        .map(device -> examine(provider, device, reference, options, withSpeed))
        .toList();
  }

  /** A doctor reports what goes wrong, whatever it is, and goes on with the next patient. */
  private static Examination examine(
      BackendProvider provider,
      DeviceInfo device,
      Optional<BackendProvider> reference,
      BackendOptions options,
      boolean withSpeed) {
    try (Backend backend = provider.open(device, options)) {
      return new Examination(
          backend.device(),
          backend.options(),
          reference.map(other -> compared(backend, other)).orElse(List.of()),
          withSpeed ? Speed.measure(backend) : null,
          null);
    } catch (RuntimeException e) {
      return new Examination(device, options, List.of(), null, e.toString());
    }
  }

  private static List<Finding> compared(Backend backend, BackendProvider referenceProvider) {
    if (!(referenceProvider.probe() instanceof Availability.Available available)) {
      return List.of();
    }
    try (Backend reference =
        referenceProvider.open(available.devices().getFirst(), BackendOptions.DEFAULT)) {
      return SelfTest.run(backend, reference);
    }
  }
}
