package dev.heed.engine.host;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.error.QueueThreadException;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue that runs each op before {@link #run} returns. Checks what every queue must: one thread
 * at a time, nothing closed, every tensor of this backend.
 */
public abstract class HostQueue implements CommandQueue {
  private final String name;
  private final HostBackend backend;
  private final HostScope scratch;
  private final ReentrantLock inUse = new ReentrantLock();

  /** True from the first moment of closing: what comes while the running op ends is refused. */
  private volatile boolean closing;

  private boolean closed;

  protected HostQueue(String name, HostBackend backend) {
    this.name = name;
    this.backend = backend;
    this.scratch = backend.scratchScope("scratch of queue '" + name + "'");
  }

  /**
   * Runs a checked op to its end. What it takes from {@link #scratch} is free again afterwards.
   *
   * @throws dev.heed.engine.error.UnsupportedOpException when the backend does not support it
   */
  protected abstract void execute(Op op);

  /** Gives back what the queue itself holds; called once, when nothing runs. */
  protected void release() {}

  /** Memory for the op that runs. */
  protected final HostScope scratch() {
    return scratch;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void run(Op op) {
    enter();
    try {
      checkTensors(op.name(), op.inputs());
      checkTensors(op.name(), op.outputs());
      checkWritable(op.name(), op.outputs());
      checkWeights(op.name(), op.packedWeights());
      try {
        execute(op);
      } finally {
        scratch.reset();
      }
    } finally {
      inUse.unlock();
    }
  }

  @Override
  public final void upload(MemorySegment from, Tensor to) {
    enter();
    try {
      checkTensor("upload", to);
      checkWritable("upload", List.of(to));
      DenseCopy.toTensor(from, to);
    } finally {
      inUse.unlock();
    }
  }

  @Override
  public final void download(Tensor from, MemorySegment to) {
    enter();
    try {
      checkTensor("download", from);
      DenseCopy.fromTensor(from, to);
    } finally {
      inUse.unlock();
    }
  }

  @Override
  public final void synchronize() {
    enter();
    inUse.unlock();
  }

  @Override
  public final void close() {
    closing = true;
    inUse.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      release();
      scratch.close();
    } finally {
      inUse.unlock();
    }
    backend.forget(this);
  }

  private void enter() {
    boolean inside = inUse.isHeldByCurrentThread();
    boolean entered = !inside && inUse.tryLock();
    if (closing) {
      if (entered) {
        inUse.unlock();
      }
      throw new ClosedException("queue '" + name + "' is closed");
    }
    if (!entered) {
      throw new QueueThreadException(
          inside
              ? "queue '%s' is called from inside an op that it runs; run the parts of an op within it"
                  .formatted(name)
              : "queue '%s' is in use by another thread; give each thread a queue of its own"
                  .formatted(name));
    }
  }

  private void checkTensors(String op, List<Tensor> tensors) {
    for (int t = 0; t < tensors.size(); t++) {
      checkTensor(op, tensors.get(t));
    }
  }

  private void checkTensor(String op, Tensor tensor) {
    Buffer buffer = tensor.buffer();
    if (buffer == null) {
      throw new InvalidOpException(
          "%s: tensor %s is a shape without memory; allocate it in a scope".formatted(op, tensor));
    }
    if (!buffer.owner().equals(backend)) {
      throw new InvalidOpException(
          "%s: tensor %s in scope '%s' belongs to another backend than queue '%s' of '%s'"
              .formatted(op, tensor, buffer.scope(), name, backend.device().id()));
    }
    if (!buffer.isAlive()) {
      throw new ClosedException(
          "%s: the memory of tensor %s is gone: scope '%s' was reset or closed"
              .formatted(op, tensor, buffer.scope()));
    }
  }

  /** Two maps of one segment share bytes that no overlap check sees, and most cannot be written. */
  private static void checkWritable(String op, List<Tensor> outputs) {
    for (int t = 0; t < outputs.size(); t++) {
      if (!HostBuffer.isOnHeap(outputs.get(t))) {
        throw new InvalidOpException(
            "%s: tensor %s in scope '%s' is mapped, and a mapped tensor is never an output; allocate one"
                .formatted(op, outputs.get(t), HostBuffer.of(outputs.get(t)).scope()));
      }
    }
  }

  private void checkWeights(String op, List<PackedWeight> weights) {
    for (PackedWeight weight : weights) {
      if (!weight.owner().equals(backend)) {
        throw new InvalidOpException(
            "%s: the weight [%d, %d] (%s) was packed by another backend than '%s'"
                .formatted(
                    op, weight.rows(), weight.columns(), weight.format(), backend.device().id()));
      }
      if (!weight.isAlive()) {
        throw new ClosedException(
            "%s: the memory of the packed weight [%d, %d] is gone: its scope was reset or closed"
                .formatted(op, weight.rows(), weight.columns()));
      }
    }
  }
}
