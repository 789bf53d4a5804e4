package dev.heed.bench;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** A backend through its public interface: open, with memory and one queue. */
public final class HeedQueue implements AutoCloseable {
  private static final String SIMD = "cpu-simd";

  private final Backend backend;
  private final Scope scope;
  private final CommandQueue queue;

  /** Opens the SIMD backend. */
  public HeedQueue(String work, int threads) {
    this(SIMD, work, threads);
  }

  /**
   * Opens a backend.
   *
   * @param wanted its name, or a device of it such as {@code gpu-opencl:1}
   * @param threads heeded by those whose threads are not the device's own
   */
  public HeedQueue(String wanted, String work, int threads) {
    backend =
        Backends.installed()
            .choose(BackendRequest.named(wanted))
            .open(BackendOptions.DEFAULT.withThreads(threads));
    scope = backend.newScope(work);
    queue = backend.newQueue(work);
  }

  /** Such as {@code heed cpu-simd}. */
  public String name() {
    return "heed " + backend.device().backend();
  }

  /** A tensor that holds these values. */
  public Tensor upload(float[] values, int... shape) {
    Tensor tensor = room(shape);
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** Room for a result. */
  public Tensor room(int... shape) {
    return scope.allocate(DType.F32, shape);
  }

  /** A weight in the backend's own order: [rows, columns]. */
  public PackedWeight pack(float[] values, int rows, int columns) {
    try (Scope unpacked = backend.newScope("unpacked")) {
      Tensor weight = unpacked.allocate(DType.F32, rows, columns);
      queue.upload(MemorySegment.ofArray(values), weight);
      return backend.pack(weight, scope);
    }
  }

  /** Runs an op and waits for it. */
  public void run(Op op) {
    queue.run(op);
    await();
  }

  /** Waits for all that was enqueued. */
  public void await() {
    queue.synchronize();
  }

  /** For peers that enqueue work of their own. */
  public CommandQueue queue() {
    return queue;
  }

  /** The kernel that runs an op, or the ops it is composed of. */
  public String kernel(Op op) {
    return kernel(backend, op);
  }

  /** The kernel by which a backend runs an op, or the ops it is composed of. */
  public static String kernel(Backend backend, Op op) {
    return switch (backend.support(op)) {
      case Support.Dedicated dedicated -> dedicated.kernel();
      case Support.Composed composed -> "composed: " + composed.from();
      case Support.Unsupported none -> "unsupported: " + none.why();
    };
  }

  /** What a tensor holds, in row-major order. */
  public float[] download(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
    return values;
  }

  @Override
  public void close() {
    queue.close();
    scope.close();
    backend.close();
  }
}
