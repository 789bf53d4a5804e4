package dev.heed.gpu.opencl;

import com.google.auto.service.AutoService;
import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.BackendUnavailableException;

/**
 * Offers graphics cards as {@code gpu-opencl}. A driver that computes on the processor is offered
 * to who asks for it: right, but slower than {@code cpu-simd}. Links no class of JOCL before it
 * knows that there is an OpenCL.
 */
@AutoService(BackendProvider.class)
public final class OpenClProvider implements BackendProvider {
  static final String NAME = "gpu-opencl";

  private final Drivers drivers;

  /** For {@link java.util.ServiceLoader}. */
  public OpenClProvider() {
    this(Drivers.OF_THIS_MACHINE);
  }

  OpenClProvider(Drivers drivers) {
    this.drivers = drivers;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 200;
  }

  @Override
  public Availability probe() {
    return drivers.probe();
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    OpenClOptions own = OpenClOptions.of(options);
    if (probe() instanceof Availability.Unavailable none) {
      throw new BackendUnavailableException(
          "backend '%s' is unavailable: %s; %s".formatted(NAME, none.reason(), none.remedy()));
    }
    return drivers.open(device, options, own);
  }
}
