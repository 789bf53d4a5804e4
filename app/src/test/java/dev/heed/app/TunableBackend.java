package dev.heed.app;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.TuningVerdict;
import dev.heed.engine.Usage;
import dev.heed.engine.error.DeviceException;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;

/**
 * Another backend that finds something when it is tuned; its second device fails at that.
 *
 * @param right the other one, which is closed with this one
 * @param device what it calls itself
 */
record TunableBackend(Backend right, DeviceInfo device) implements Backend {
  @Override
  public List<TuningVerdict> tune(Consumer<String> progress) {
    progress.accept("products");
    if (device.index() == 1) {
      throw new DeviceException(DeviceException.Kind.DEVICE_LOST, device.id() + ": it is gone");
    }
    return List.of(
        new TuningVerdict(
            "products",
            "wide",
            3e9,
            "narrow",
            2e9,
            TuningVerdict.Unit.MULTIPLY_ADDS,
            4,
            2,
            "/some/file"),
        new TuningVerdict(
            "copies", "plain", 5e9, "plain", 5e9, TuningVerdict.Unit.BYTES, 3, 0, null));
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
    return right.pack(weight, into);
  }

  @Override
  public Usage usage() {
    return right.usage();
  }

  @Override
  public void close() {
    right.close();
  }
}
