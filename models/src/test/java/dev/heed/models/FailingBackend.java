package dev.heed.models;

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

/** Another backend that has room for so many scopes and queues, and then runs out of memory. */
public final class FailingBackend implements Backend {
  /** The error of the one that there is no room for. */
  public static final String MESSAGE = "no room for another";

  private final Backend inner;
  private int scopes;
  private int queues;

  /** Over a backend that somebody else closes. */
  public FailingBackend(Backend inner, int scopes, int queues) {
    this.inner = inner;
    this.scopes = scopes;
    this.queues = queues;
  }

  @Override
  public Scope newScope(String name) {
    if (scopes-- == 0) {
      throw new OutOfMemoryError(MESSAGE);
    }
    return inner.newScope(name);
  }

  @Override
  public CommandQueue newQueue(String name) {
    if (queues-- == 0) {
      throw new OutOfMemoryError(MESSAGE);
    }
    return inner.newQueue(name);
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
  public boolean packs(DType type) {
    return inner.packs(type);
  }

  @Override
  public long packedBytes(DType type, int rows, int columns) {
    return inner.packedBytes(type, rows, columns);
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    return inner.pack(weight, into);
  }

  @Override
  public Usage usage() {
    return inner.usage();
  }

  @Override
  public void close() {
    inner.close();
  }
}
