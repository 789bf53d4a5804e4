package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.cpu.simd.team.Region;
import dev.heed.cpu.simd.team.WorkerTeam;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBackend;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.host.HostQueue;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.OptionalDouble;

/** Every op has a kernel; {@link Compute#FAST} is exact as well. */
final class SimdBackend extends HostBackend {
  private final WorkerTeam team;

  /**
   * @param options with the number of threads filled in
   */
  SimdBackend(DeviceInfo device, BackendOptions options) {
    super(device, options.withCompute(Compute.EXACT));
    this.team = new WorkerTeam("heed-" + device.id(), options.threads());
  }

  @Override
  public Support support(Op op) {
    for (PackedWeight weight : op.packedWeights()) {
      if (!(weight instanceof PanelWeight || weight instanceof PlainWeight)) {
        return new Support.Unsupported(
            "a weight packed as %s belongs to another backend".formatted(weight.format()));
      }
    }
    return new Support.Dedicated(KernelNames.of(op));
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    if (weight.rank() != 2 || !weight.dtype().isFloating()) {
      throw new InvalidOpException(
          "pack: expected a weight [rows, columns] of F32, F16 or BF16, was " + weight);
    }
    refuseIfClosed();
    refuseForeign("the weight", weight);
    int rows = weight.size(0);
    int columns = weight.size(1);
    Tensor packed = into.allocate(DType.F32, Panels.paddedColumns(rows), columns);
    refuseForeign("memory of scope '" + into.name() + "'", packed);
    Floats panels = new Floats(packed);
    int count = Panels.paddedColumns(rows) / Panels.PANEL;
    int parts = Math.clamp((long) rows * columns / Resources.GRAIN, 1, team.size());
    int size = Resources.size(PanelWeight.scratchSize(weight));
    float[] scratch = new float[Resources.size((long) parts * size)];
    team.run(
        new Region(),
        parts,
        (part, member) ->
            PanelWeight.pack(
                weight,
                (int) ((long) count * part / parts),
                (int) ((long) count * (part + 1) / parts),
                panels.data,
                panels.at,
                scratch,
                part * size));
    return new PanelWeight(rows, columns, packed);
  }

  @Override
  public OptionalDouble measureCeiling() {
    refuseIfClosed();
    return OptionalDouble.of(Ceiling.measure(team));
  }

  @Override
  protected HostQueue createQueue(String name) {
    return new SimdQueue(name, this, team);
  }

  @Override
  protected void release() {
    team.close();
  }

  private void refuseForeign(String what, Tensor tensor) {
    if (!HostBuffer.of(tensor).owner().equals(this)) {
      throw new InvalidOpException(
          "pack: %s %s belongs to another backend than '%s'"
              .formatted(what, tensor, device().id()));
    }
  }
}
