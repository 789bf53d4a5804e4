package dev.heed.testkit.self;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBackend;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.host.HostQueue;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;

/** A backend that computes with the oracle: right by definition, unless it makes a mistake. */
final class OracleBackend extends HostBackend {
  private final Mistake mistake;

  OracleBackend(DeviceInfo device, BackendOptions options, Mistake mistake) {
    super(device, options.threads() == 0 ? options.withThreads(1) : options);
    this.mistake = mistake;
    if (!options.properties().isEmpty()) {
      throw new IllegalArgumentException(
          "backend 'oracle' has no options, was given " + options.properties());
    }
  }

  @Override
  protected HostQueue createQueue(String name) {
    return new OracleQueue(name, this, mistake);
  }

  @Override
  public Support support(Op op) {
    return new Support.Dedicated("oracle");
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    refuseIfClosed();
    HostBuffer buffer = HostBuffer.of(weight);
    if (!buffer.owner().equals(this) || weight.rank() != 2 || !weight.dtype().isFloating()) {
      throw new InvalidOpException("pack: %s is no weight of this backend".formatted(weight));
    }
    Tensor copy = into.allocate(weight.dtype(), weight.layout().shape());
    OracleQueue.write(OracleQueue.read(weight), copy);
    return new PlainWeight(copy);
  }

  @Override
  protected void release() {}
}
