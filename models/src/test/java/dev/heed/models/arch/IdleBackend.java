package dev.heed.models.arch;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.host.HostBackend;
import dev.heed.engine.host.HostQueue;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.Map;

/** Takes every op and computes nothing: what remains is what a model itself costs. */
public final class IdleBackend extends HostBackend {
  /** With all the memory there is. */
  public IdleBackend() {
    super(new DeviceInfo("idle", 0, "nothing", Map.of()), BackendOptions.DEFAULT);
  }

  @Override
  public Support support(Op op) {
    return new Support.Dedicated("nothing");
  }

  /** The weight itself, which therefore must stay where it is. */
  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    return new PlainWeight(weight);
  }

  @Override
  protected HostQueue createQueue(String name) {
    return new HostQueue(name, this) {
      @Override
      protected void execute(Op op) {}
    };
  }

  @Override
  protected void release() {}
}
