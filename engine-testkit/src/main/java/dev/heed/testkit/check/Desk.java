package dev.heed.testkit.check;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.cases.Blocks;
import dev.heed.testkit.oracle.HostTensor;
import java.util.SplittableRandom;

/** A scope and a queue of one backend, for tests that write their own ops. */
final class Desk implements AutoCloseable {
  private final Scope scope;
  private final CommandQueue queue;
  private final SplittableRandom random = new SplittableRandom(20260701);

  Desk(Backend backend) {
    this.scope = backend.newScope("desk");
    this.queue = backend.newQueue("desk");
  }

  Scope scope() {
    return scope;
  }

  CommandQueue queue() {
    return queue;
  }

  /** F32 between −1 and 1. */
  Tensor floats(int... shape) {
    return with(randomFloats(shape));
  }

  HostTensor randomFloats(int... shape) {
    HostTensor values = new HostTensor(DType.F32, shape);
    for (int e = 0; e < values.count(); e++) {
      values.set(e, (float) random.nextDouble(-1, 1));
    }
    return values;
  }

  /** A quantized tensor of random blocks. */
  HostTensor randomBlocks(DType type, int... shape) {
    return Blocks.drawn(random, type, shape);
  }

  /** F32, every element the same. */
  Tensor filled(float value, int... shape) {
    return filled(DType.F32, value, shape);
  }

  /** Every element the same. */
  Tensor filled(DType dtype, float value, int... shape) {
    HostTensor values = new HostTensor(dtype, shape);
    for (int e = 0; e < values.count(); e++) {
      values.set(e, value);
    }
    return with(values);
  }

  Tensor ints(int... values) {
    return with(HostTensor.ofInts(values));
  }

  Tensor with(HostTensor values) {
    Tensor tensor = scope.allocate(values.dtype(), values.shape());
    queue.upload(values.segment(), tensor);
    return tensor;
  }

  /** A dense copy in memory of its own. */
  Tensor copy(Tensor tensor) {
    return with(read(tensor));
  }

  /** A dense copy of another type, made here and not by the backend. */
  Tensor rounded(Tensor tensor, DType dtype) {
    HostTensor from = read(tensor);
    HostTensor to = new HostTensor(dtype, from.shape());
    for (int e = 0; e < to.count(); e++) {
      to.set(e, from.get(e));
    }
    return with(to);
  }

  HostTensor read(Tensor tensor) {
    HostTensor values = new HostTensor(tensor.dtype(), tensor.layout().shape());
    queue.download(tensor, values.segment());
    return values;
  }

  /** Runs an op and waits for it, so that late errors are thrown here. */
  void run(Op op) {
    queue.run(op);
    queue.synchronize();
  }

  @Override
  public void close() {
    queue.close();
    scope.close();
  }
}
