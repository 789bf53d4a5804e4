package dev.heed.testkit.self;

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
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;

/** A right backend but for its close. */
final class BadlyClosed implements Backend {
  private final Backend right;
  private final Mistake mistake;
  private boolean closed;

  BadlyClosed(Backend right, Mistake mistake) {
    this.right = right;
    this.mistake = mistake;
  }

  @Override
  public DeviceInfo device() {
    return right.device();
  }

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
    return right.newQueue(name);
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
    return closed && mistake == Mistake.SERVES_AFTER_CLOSE
        ? new PlainWeight(weight)
        : right.pack(weight, into);
  }

  @Override
  public Usage usage() {
    return closed ? new Usage(0, 0, 0) : right.usage();
  }

  @Override
  public void close() {
    closed = true;
    if (mistake == Mistake.CLOSES_WITHOUT_WAITING) {
      Thread.ofPlatform().daemon().start(right::close);
    } else {
      right.close();
    }
  }
}
