package dev.heed.models;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.Usage;
import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another backend made as late as a device may be: nothing that is enqueued runs before somebody
 * waits for it, and what fails is heard of only then. For one thread.
 */
public final class LateBackend implements Backend {
  private final Backend inner;
  private final Set<LateQueue> queues = new LinkedHashSet<>();
  private @Nullable String late;
  private int before;
  private int uploads;
  private @Nullable String refused;

  /** Over a backend that somebody else closes. */
  public LateBackend(Backend inner) {
    this.inner = inner;
  }

  /** An op of this name, or an {@code upload}, fails when it runs, after so many that do not. */
  public void failLate(String step, int after) {
    late = step;
    before = after;
  }

  /** Uploads until now. */
  public int uploads() {
    return uploads;
  }

  /** There is no memory to enqueue the next op of this name. */
  public void refuse(String op) {
    refused = op;
  }

  /** Steps that were enqueued and that nobody has waited for. */
  public int pending() {
    return queues.stream().mapToInt(queue -> queue.pending.size()).sum();
  }

  @Override
  public CommandQueue newQueue(String name) {
    LateQueue queue = new LateQueue(inner.newQueue(name));
    queues.add(queue);
    return queue;
  }

  @Override
  public Scope newScope(String name) {
    return inner.newScope(name);
  }

  @Override
  public boolean packs(DType type) {
    return inner.packs(type);
  }

  @Override
  public long packedBytes(DType type, int rows, int columns) {
    return inner.packedBytes(type, rows, columns);
  }

  /** Waits for what was enqueued before, as the contract has it. */
  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    queues.forEach(LateQueue::synchronize);
    return inner.pack(weight, into);
  }

  @Override
  public DeviceInfo device() {
    return inner.device();
  }

  @Override
  public BackendOptions options() {
    return inner.options();
  }

  @Override
  public Support support(Op op) {
    return inner.support(op);
  }

  @Override
  public Usage usage() {
    return inner.usage();
  }

  @Override
  public void close() {
    inner.close();
  }

  private final class LateQueue implements CommandQueue {
    private final CommandQueue line;
    private final Queue<Runnable> pending = new ArrayDeque<>();

    LateQueue(CommandQueue line) {
      this.line = line;
    }

    @Override
    public String name() {
      return line.name();
    }

    @Override
    public void run(Op op) {
      if (op.name().equals(refused)) {
        refused = null;
        throw new MemoryLimitException(op.name() + ": no memory to enqueue it");
      }
      enqueue(op.name(), () -> line.run(op));
    }

    @Override
    public void upload(MemorySegment from, Tensor to) {
      uploads++;
      byte[] bytes = from.toArray(ValueLayout.JAVA_BYTE);
      enqueue("upload", () -> line.upload(MemorySegment.ofArray(bytes), to));
    }

    private void enqueue(String step, Runnable work) {
      pending.add(() -> {
        if (step.equals(late) && before-- == 0) {
          late = null;
          throw new DeviceException(
              DeviceException.Kind.LAUNCH, "an op that was enqueued earlier failed: " + step);
        }
        work.run();
      });
    }

    @Override
    public void download(Tensor from, MemorySegment to) {
      synchronize();
      line.download(from, to);
    }

    @Override
    public void synchronize() {
      @Nullable HeedException first = null;
      for (Runnable step = pending.poll(); step != null; step = pending.poll()) {
        try {
          step.run();
        } catch (HeedException e) {
          first = first == null ? e : first;
        }
      }
      if (first != null) {
        throw first;
      }
    }

    /** Whoever closes wants nothing of this work any more: what it fails of is not said. */
    @Override
    public void close() {
      try {
        synchronize();
      } catch (HeedException e) {
        pending.clear();
      }
      line.close();
      queues.remove(this);
    }
  }
}
