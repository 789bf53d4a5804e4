package dev.heed.cpu.simd;

import com.google.auto.service.AutoService;
import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.BackendUnavailableException;
import java.util.List;

/** Offers this processor's vector units as {@code cpu-simd}. Links no class of the Vector API. */
@AutoService(BackendProvider.class)
public final class SimdProvider implements BackendProvider {
  static final String NAME = "cpu-simd";

  /** For {@link java.util.ServiceLoader}. */
  public SimdProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Availability probe() {
    Availability.Unavailable missing = Prerequisites.missing();
    return missing == null ? new Availability.Available(List.of(Processor.device())) : missing;
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    Availability.Unavailable missing = Prerequisites.missing();
    if (missing != null) {
      throw new BackendUnavailableException(
          "backend '%s' is unavailable: %s; %s"
              .formatted(NAME, missing.reason(), missing.remedy()));
    }
    DeviceInfo only = Processor.device();
    if (!device.id().equals(only.id())) {
      throw new BackendUnavailableException(
          "backend '%s' has no device '%s'; it has '%s' alone"
              .formatted(NAME, device.id(), only.id()));
    }
    if (!options.properties().isEmpty()) {
      throw new IllegalArgumentException(
          "backend '%s' has no options of its own, but was given %s"
              .formatted(NAME, options.properties().keySet()));
    }
    int threads = options.threads();
    return new SimdBackend(device, options.withThreads(threads == 0 ? Processor.count() : threads));
  }
}
