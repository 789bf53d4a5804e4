package dev.heed.app.doctor;

import dev.heed.engine.Availability;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import java.util.List;

/**
 * All that is known of one backend.
 *
 * @param name the provider's name
 * @param priority the greatest that is available is taken
 * @param chosen this is the one that a command would take
 * @param availability its own word
 * @param examinations one for each device; none where it is not available
 */
public record Diagnosis(
    String name,
    int priority,
    boolean chosen,
    Availability availability,
    List<Examination> examinations) {
  public Diagnosis {
    examinations = List.copyOf(examinations);
  }

  /** Probes a backend and examines its devices. */
  public static Diagnosis of(
      BackendProvider provider,
      boolean chosen,
      List<BackendProvider> all,
      BackendOptions options,
      Extent extent,
      Examination.Listener listener) {
    return new Diagnosis(
        provider.name(),
        provider.priority(),
        chosen,
        provider.probe(),
        Examination.ofDevices(provider, all, options, extent, listener));
  }

  /** Whether all of its devices were compared with the reference, or it is the reference. */
  public boolean isCompared() {
    return examinations.stream()
        .map(Examination::comparison)
        .noneMatch(one ->
            one == Examination.Comparison.NO_REFERENCE
                || one == Examination.Comparison.NOT_ASKED_FOR);
  }

  /** False when its devices are taken only when they are asked for, and were not. */
  public boolean isExamined() {
    return examinations.stream()
        .anyMatch(one -> one.comparison() != Examination.Comparison.NOT_ASKED_FOR);
  }

  /** False when it says that it is available, but does not work. */
  public boolean isGood() {
    return examinations.stream().allMatch(Examination::isGood);
  }

  /** False when a kernel of one of its devices is far slower than it can be. */
  public boolean isFast() {
    return examinations.stream().allMatch(Examination::isFast);
  }
}
