package dev.heed.cpu.reference;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.compose.Composition;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBackend;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.host.HostQueue;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;

/**
 * One thread, one arithmetic: threads are always 1, and {@link Compute#FAST} is exact as well.
 *
 * <p>Kernels read what they work on into arrays of their own, to be readable: at most the keys and
 * values of one head of one sequence, a matrix of a product, or 64 rows of a weight. These go with
 * the op, and the memory limit does not count them; tensors and the scratch of composed ops it
 * does.
 */
final class ReferenceBackend extends HostBackend {
  ReferenceBackend(DeviceInfo device, BackendOptions options) {
    super(device, options.withThreads(1).withCompute(Compute.EXACT));
  }

  @Override
  public Support support(Op op) {
    return switch (op) {
      case Activate _,
          ArgMaxRows _,
          Attention _,
          Combine _,
          Copy _,
          CrossEntropy _,
          Dropout _,
          Fill _,
          GatherRows _,
          Linear _,
          MatMul _,
          Multiply _,
          Norm _,
          NormalizeRows _,
          PoolRows _,
          Rotate _,
          ScatterRows _,
          Softmax _,
          TopKRows _ ->
          new Support.Dedicated(op.name());
      case AddNorm _, GatedMlp _, GatedMlpGradient _, LinearGradient _ ->
          new Support.Composed(Composition.parts(op));
      case Op.Gradient _, Op.Update _ -> new Support.Dedicated(op.name());
      case PackedLinear linear ->
          RowMajorWeight.isReadable(linear.weight())
              ? new Support.Dedicated("linear")
              : foreign(linear.weight());
      case PackedGatedMlp mlp -> {
        if (!RowMajorWeight.isReadable(mlp.gate())) {
          yield foreign(mlp.gate());
        }
        yield RowMajorWeight.isReadable(mlp.up())
            ? new Support.Composed(Composition.parts(op))
            : foreign(mlp.up());
      }
    };
  }

  /**
   * A copy of the weight in its own element type, as the weight may lie in memory that goes after
   * loading: F16 weights stay half as large as F32 ones, and nothing is held twice.
   */
  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    if (weight.rank() != 2 || !packs(weight.dtype())) {
      throw new InvalidOpException(
          "pack: expected a weight [rows, columns] of F32, F16, BF16 or quantized, was " + weight);
    }
    return whileOpen(() -> {
      refuseForeign("the weight", weight);
      Tensor rows = into.allocate(weight.dtype(), weight.layout().shape());
      refuseForeign("memory of scope '" + into.name() + "'", rows);
      for (int r = 0; r < rows.size(0); r++) {
        Casts.copyRow(weight, r, rows, r);
      }
      return new RowMajorWeight(rows);
    });
  }

  @Override
  public boolean packs(DType type) {
    return type.isFloating() || type.isQuantized();
  }

  @Override
  protected HostQueue createQueue(String name) {
    return new ReferenceQueue(name, this);
  }

  @Override
  protected void release() {
    // Nothing is held but scopes and queues, which HostBackend closes.
  }

  private void refuseForeign(String what, Tensor tensor) {
    if (!HostBuffer.of(tensor).owner().equals(this)) {
      throw new InvalidOpException(
          "pack: %s %s belongs to another backend than '%s'"
              .formatted(what, tensor, device().id()));
    }
  }

  private static Support foreign(PackedWeight weight) {
    return new Support.Unsupported(
        "a weight packed as %s belongs to another backend".formatted(weight.format()));
  }
}
