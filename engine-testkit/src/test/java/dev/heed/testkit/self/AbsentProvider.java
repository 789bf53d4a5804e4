package dev.heed.testkit.self;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.BackendUnavailableException;

/** A provider that finds no device. */
final class AbsentProvider implements BackendProvider {
  @Override
  public String name() {
    return "gpu-absent";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Availability probe() {
    return new Availability.Unavailable("there is no device", "put one in");
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    throw new BackendUnavailableException("there is no device");
  }
}
