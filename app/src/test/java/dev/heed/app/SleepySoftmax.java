package dev.heed.app;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.op.Softmax;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The provider of a backend that is wrong on purpose: the reference, but a softmax is never
 * computed.
 */
public final class SleepySoftmax implements BackendProvider {
  static final String NAME = "cpu-sleepy";

  /** Where such a provider is found beside the others: for a thread's context. */
  static ClassLoader loader(Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(BackendProvider.class.getName()), SleepySoftmax.class.getName());
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, SleepySoftmax.class.getClassLoader());
  }

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
