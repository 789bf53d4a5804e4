package dev.heed.app;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.Usage;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
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
    return new SleepyBackend(Backends.open(BackendRequest.named("cpu-reference"), options), device);
  }

  private record SleepyBackend(Backend right, DeviceInfo device) implements Backend {
    @Override
    public BackendOptions options() {
      return right.options();
    }

    @Override
    public Scope newScope(String name) {
      return right.newScope(name);
    }

    @Override
    public CommandQueue newQueue(String name) {
      return new SleepyQueue(right.newQueue(name));
    }

    @Override
    public Support support(Op op) {
      return right.support(op);
    }

    @Override
    public PackedWeight pack(Tensor weight, Scope into) {
      return right.pack(weight, into);
    }

    @Override
    public Usage usage() {
      return right.usage();
    }

    @Override
    public void close() {
      right.close();
    }
  }

  private record SleepyQueue(CommandQueue right) implements CommandQueue {
    @Override
    public String name() {
      return right.name();
    }

    @Override
    public void run(Op op) {
      if (!(op instanceof Softmax)) {
        right.run(op);
      }
    }

    @Override
    public void upload(MemorySegment from, Tensor to) {
      right.upload(from, to);
    }

    @Override
    public void download(Tensor from, MemorySegment to) {
      right.download(from, to);
    }

    @Override
    public void synchronize() {
      right.synchronize();
    }

    @Override
    public void close() {
      right.close();
    }
  }
}
