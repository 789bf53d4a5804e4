package dev.heed.cpu.reference;

import com.google.auto.service.AutoService;
import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.BackendUnavailableException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Offers the plain loops as {@code cpu-reference}, to be taken when nothing faster can be had. */
@AutoService(BackendProvider.class)
public final class ReferenceProvider implements BackendProvider {
  private static final String NAME = "cpu-reference";

  private static final DeviceInfo DEVICE =
      new DeviceInfo(NAME, 0, "plain Java loops", Map.of("threads", "1, whatever the option says"));

  /** For {@link java.util.ServiceLoader}. */
  public ReferenceProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return -100;
  }

  @Override
  public Availability probe() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? new Availability.Available(List.of(DEVICE))
        : new Availability.Unavailable(
            "tensors are little-endian, but this machine is big-endian",
            "use an x86-64, AArch64 or other little-endian machine");
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    if (!device.equals(DEVICE)) {
      throw new BackendUnavailableException(
          "backend '%s' has no device '%s'; it has '%s' alone"
              .formatted(NAME, device.id(), DEVICE.id()));
    }
    if (!options.properties().isEmpty()) {
      throw new IllegalArgumentException(
          "backend '%s' has no options of its own, but was given %s"
              .formatted(NAME, options.properties().keySet()));
    }
    return new ReferenceBackend(device, options);
  }
}
