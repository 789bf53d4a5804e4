package dev.heed.engine.host;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.function.Consumer;

/** Memory and queues alone: what an op does is up to the test. */
public final class PlainBackend extends HostBackend {
  private final Consumer<Op> kernels;

  /** Ops do nothing. */
  public PlainBackend(DeviceInfo device, BackendOptions options) {
    this(device, options, op -> {});
  }

  PlainBackend(DeviceInfo device, BackendOptions options, Consumer<Op> kernels) {
    super(device, options);
    this.kernels = kernels;
  }

  @Override
  protected HostQueue createQueue(String name) {
    return new HostQueue(name, this) {
      @Override
      protected void execute(Op op) {
        kernels.accept(op);
      }
    };
  }

  @Override
  public Support support(Op op) {
    return new Support.Dedicated("nothing");
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    return new PlainWeight(weight);
  }

  @Override
  protected void release() {}
}
