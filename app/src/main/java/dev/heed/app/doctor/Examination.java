package dev.heed.app.doctor;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.TuningVerdict;
import dev.heed.engine.error.HeedException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the doctor found out about one open device.
 *
 * @param device the device
 * @param options those in force
 * @param comparison with what the kernel families were compared
 * @param findings one for each kernel family; empty when there was nothing to compare with
 * @param tuning what tuning chose, before the rest; null when it was not asked for
 * @param speed null when it was not measured
 * @param failure why the examination ended early; null when it did not
 */
public record Examination(
    DeviceInfo device,
    BackendOptions options,
    Comparison comparison,
    List<Finding> findings,
    @Nullable List<TuningVerdict> tuning,
    @Nullable Speed speed,
    @Nullable String failure) {
  /** The provider that the others are compared with. */
  public static final String REFERENCE = "cpu-reference";

  /** With what a backend was compared. */
  public enum Comparison {
    /** With the reference backend. */
    DONE,
    /** With nothing: it is the reference itself. */
    IS_REFERENCE,
    /** With nothing: there is no reference here. */
    NO_REFERENCE,
    /** The examination ended before. */
    FAILED,
    /** With nothing: it is taken only when it is asked for, and was not. */
    NOT_ASKED_FOR
  }

  public Examination {
    findings = List.copyOf(findings);
    tuning = tuning == null ? null : List.copyOf(tuning);
  }

  /** Hears what the doctor does, which takes some seconds. */
  @FunctionalInterface
  public interface Listener {
    void doing(String what);
  }

  /** False when a kernel family does not compute what the reference computes, or cannot run. */
  public boolean isGood() {
    return failure == null
        && findings.stream().allMatch(finding -> finding.isGood() || finding.isUnsupported());
  }

  /** False when a kernel is far slower than it can be. */
  public boolean isFast() {
    return speed == null || speed.isGood();
  }

  /**
   * Opens and examines every device of a provider.
   *
   * @param all where the reference is looked for
   * @param extent what to do beside comparing
   * @param listener hears what is being done, again and again
   */
  public static List<Examination> ofDevices(
      BackendProvider provider,
      List<BackendProvider> all,
      BackendOptions options,
      Extent extent,
      Listener listener) {
    if (!(provider.probe() instanceof Availability.Available available)) {
      return List.of();
    }
    Optional<BackendProvider> reference =
        all.stream().filter(other -> other.name().equals(REFERENCE)).findFirst();
    return available.devices().stream()
        .map(device -> examine(provider, device, reference, options, extent, listener))
        .toList();
  }

  /**
   * A doctor reports what goes wrong and goes on with the next patient: also where threads cannot
   * be started, which is an OutOfMemoryError, or a class of a backend or its native code is absent.
   */
  private static Examination examine(
      BackendProvider provider,
      DeviceInfo device,
      Optional<BackendProvider> reference,
      BackendOptions options,
      Extent extent,
      Listener listener) {
    if (!extent.isExamined(device)) {
      return new Examination(
          device, options, Comparison.NOT_ASKED_FOR, List.of(), null, null, null);
    }
    try (Backend backend = provider.open(device, options)) {
      List<TuningVerdict> tuning =
          extent.isTuned(device)
              ? backend.tune(what -> listener.doing(device.id() + ": tuning " + what))
              : null;
      listener.doing(device.id() + ": comparing kernels");
      Comparison comparison =
          provider.name().equals(REFERENCE)
              ? Comparison.IS_REFERENCE
              : reference.isPresent() ? Comparison.DONE : Comparison.NO_REFERENCE;
      return new Examination(
          backend.device(),
          backend.options(),
          comparison,
          comparison == Comparison.DONE ? compared(backend, reference.orElseThrow()) : List.of(),
          tuning,
          extent.withSpeed()
              ? speed(provider, backend, () -> listener.doing(device.id() + ": measuring"))
              : null,
          null);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      return new Examination(
          device, options, Comparison.FAILED, List.of(), null, null, e.toString());
    }
  }

  private static Speed speed(BackendProvider provider, Backend backend, Runnable each) {
    BackendOptions options = backend.options();
    if (options.threads() == 1) {
      return Speed.measure(backend, backend, each);
    }
    try (Backend alone = provider.open(backend.device(), options.withThreads(1))) {
      return Speed.measure(backend, alone, each);
    }
  }

  private static List<Finding> compared(Backend backend, BackendProvider referenceProvider) {
    return switch (referenceProvider.probe()) {
      case Availability.Available available -> {
        try (Backend reference =
            referenceProvider.open(available.devices().getFirst(), BackendOptions.DEFAULT)) {
          yield SelfTest.run(backend, reference);
        }
      }
      case Availability.Unavailable none ->
          throw new HeedException(
              "the reference backend, which needs nothing, is unavailable: " + none.reason());
    };
  }
}
