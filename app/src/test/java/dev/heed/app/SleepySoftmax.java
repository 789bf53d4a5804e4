package dev.heed.app;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.op.Softmax;
import java.util.List;
import java.util.Map;

/**
 * The provider of a backend that is wrong on purpose: the reference, but a softmax is never
 * computed.
 */
public final class SleepySoftmax implements BackendProvider {
  static final String NAME = "cpu-sleepy";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return -1000;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(
        List.of(new DeviceInfo(NAME, 0, "wrong on purpose", Map.of())));
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    return new SleepyBackend(
        Backends.open(BackendRequest.named("cpu-reference"), options),
        device,
        Softmax.class::isInstance);
  }
}
