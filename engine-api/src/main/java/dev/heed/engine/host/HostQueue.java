package dev.heed.engine.host;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.op.Op;
import dev.heed.engine.queue.OperandChecks;
import dev.heed.engine.queue.QueueGate;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A queue that runs each op before {@link #run} returns. Checks what every queue must: one thread
 * at a time, nothing closed, every tensor of this backend.
 */
public abstract class HostQueue implements CommandQueue {
  private final String name;
  private final HostBackend backend;
  private final HostScope scratch;
  private final QueueGate gate;
  private final OperandChecks operands;

  protected HostQueue(String name, HostBackend backend) {
    this.name = name;
    this.backend = backend;
    this.scratch = backend.scratchScope("scratch of queue '" + name + "'");
    this.gate = new QueueGate(name);
    this.operands =
        new OperandChecks(
            name, backend, backend.device().id(), tensor -> !HostBuffer.isOnHeap(tensor));
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
    gate.enter();
    try {
      operands.check(op);
      try {
        execute(op);
      } finally {
        scratch.reset();
      }
    } finally {
      gate.leave();
    }
  }

  @Override
  public final void upload(MemorySegment from, Tensor to) {
    gate.enter();
    try {
      operands.checkOutput("upload", to);
      DenseCopy.toTensor(from, to);
    } finally {
      gate.leave();
    }
  }

  @Override
  public final void download(Tensor from, MemorySegment to) {
    gate.enter();
    try {
      operands.checkInput("download", from);
      DenseCopy.fromTensor(from, to);
    } finally {
      gate.leave();
    }
  }

  @Override
  public final void synchronize() {
    gate.enter();
    gate.leave();
  }

  @Override
  public final void close() {
    boolean first =
        gate.close(() -> {
          release();
          scratch.close();
        });
    if (first) {
      backend.forget(this);
    }
  }
}
