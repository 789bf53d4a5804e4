package dev.heed.app;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.Usage;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;

/**
 * Another backend that never computes some ops.
 *
 * @param right the other one, which is closed with this one
 * @param device what it calls itself
 * @param sleeps those that it leaves out
 */
public record SleepyBackend(Backend right, DeviceInfo device, Predicate<Op> sleeps)
    implements Backend {
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
    return new SleepyQueue(right.newQueue(name), sleeps);
  }

  @Override
  public Support support(Op op) {
    return right.support(op);
  }

  @Override
  public boolean packs(DType type) {
    return right.packs(type);
  }

  @Override
  public long packedBytes(DType type, int rows, int columns) {
    return right.packedBytes(type, rows, columns);
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

  private record SleepyQueue(CommandQueue right, Predicate<Op> sleeps) implements CommandQueue {
    @Override
    public String name() {
      return right.name();
    }

    @Override
    public void run(Op op) {
      if (!sleeps.test(op)) {
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
