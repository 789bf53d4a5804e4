package dev.heed.testkit.self;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import java.util.List;
import java.util.Map;

/** Opens {@link OracleBackend}. */
public final class OracleProvider implements BackendProvider {
  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public int priority() {
    return -100;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(
        List.of(new DeviceInfo(name(), 0, "double precision", Map.of())));
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    return new OracleBackend(device, options, Mistake.NONE);
  }
}
