package dev.heed.bench.startup;

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

/** A backend that notes how long it packs. */
final class PackingClock implements Backend {
  private final Backend backend;
  private final Runnable before;
  private final Runnable after;

  /**
   * Around each packing of a weight.
   *
   * @param before it
   * @param after it
   */
  PackingClock(Backend backend, Runnable before, Runnable after) {
    this.backend = backend;
    this.before = before;
    this.after = after;
  }

  @Override
  public boolean packs(DType type) {
    return backend.packs(type);
  }

  @Override
  public long packedBytes(DType type, int rows, int columns) {
    return backend.packedBytes(type, rows, columns);
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    before.run();
    PackedWeight packed = backend.pack(weight, into);
    after.run();
    return packed;
  }

  @Override
  public DeviceInfo device() {
    return backend.device();
  }

  @Override
  public BackendOptions options() {
    return backend.options();
  }

  @Override
  public Scope newScope(String name) {
    return backend.newScope(name);
  }

  @Override
  public CommandQueue newQueue(String name) {
    return backend.newQueue(name);
  }

  @Override
  public Support support(Op op) {
    return backend.support(op);
  }

  @Override
  public Usage usage() {
    return backend.usage();
  }

  @Override
  public void close() {
    backend.close();
  }
}
