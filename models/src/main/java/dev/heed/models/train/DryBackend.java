package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.Usage;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A backend without memory, on which nothing runs: tensors are as large as they would be, ops are
 * passed over, and what is read is 0. It says how much memory the same calls would take elsewhere.
 */
final class DryBackend implements Backend {
  private final List<DryScope> scopes = new ArrayList<>();

  /** What was allocated at most in scopes of this name. */
  long bytes(String scope) {
    return scopes.stream().filter(s -> s.name.equals(scope)).mapToLong(s -> s.most).sum();
  }

  @Override
  public Usage usage() {
    return new Usage(scopes.size(), 0, scopes.stream().mapToLong(s -> s.most).sum());
  }

  @Override
  public DeviceInfo device() {
    return new DeviceInfo("dry", 0, "no device", Map.of());
  }

  @Override
  public BackendOptions options() {
    return BackendOptions.DEFAULT;
  }

  @Override
  public Scope newScope(String name) {
    DryScope scope = new DryScope(name);
    scopes.add(scope);
    return scope;
  }

  @Override
  public CommandQueue newQueue(String name) {
    return new DryQueue(name);
  }

  @Override
  public Support support(Op op) {
    return new Support.Dedicated("none");
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    return new PlainWeight(weight);
  }

  @Override
  public void close() {}

  /** Counts; a reset keeps the most that there ever was. */
  private static final class DryScope implements Scope {
    private static final int ALIGNMENT = 64;

    final String name;
    long most;
    private long held;

    DryScope(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Tensor allocate(DType dtype, Layout layout) {
      long bytes = dtype.bytes(layout.end());
      held += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      most = Math.max(most, held);
      return new Tensor(new DryBuffer(bytes, name), dtype, layout);
    }

    @Override
    public Tensor map(MemorySegment bytes, DType dtype, Layout layout) {
      return new Tensor(new DryBuffer(dtype.bytes(layout.end()), name), dtype, layout);
    }

    @Override
    public void reset() {
      held = 0;
    }

    @Override
    public void close() {}
  }

  /** Each is another one, whatever its size. */
  private static final class DryBuffer implements Buffer {
    private final long bytes;
    private final String scope;

    DryBuffer(long bytes, String scope) {
      this.bytes = bytes;
      this.scope = scope;
    }

    @Override
    public long byteSize() {
      return bytes;
    }

    @Override
    public String scope() {
      return scope;
    }

    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public Object owner() {
      return DryBackend.class;
    }
  }

  private record DryQueue(String name) implements CommandQueue {
    @Override
    public void run(Op op) {}

    @Override
    public void upload(MemorySegment from, Tensor to) {}

    @Override
    public void download(Tensor from, MemorySegment to) {
      to.fill((byte) 0);
    }

    @Override
    public void synchronize() {}

    @Override
    public void close() {}
  }
}
