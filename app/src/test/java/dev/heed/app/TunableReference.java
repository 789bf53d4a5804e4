package dev.heed.app;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.DeviceInfo;
import java.util.List;
import java.util.Map;

/** The provider of {@link TunableBackend}s that compute as the reference does. */
public final class TunableReference implements BackendProvider {
  static final String NAME = "cpu-tunable";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(
        List.of(
            new DeviceInfo(NAME, 0, "sound one", Map.of()),
            new DeviceInfo(NAME, 1, "lost one", Map.of())));
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    return new TunableBackend(
        Backends.open(BackendRequest.named("cpu-reference"), options), device);
  }
}
