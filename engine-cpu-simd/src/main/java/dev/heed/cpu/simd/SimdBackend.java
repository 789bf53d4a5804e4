package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.BlockPanels;
import dev.heed.cpu.simd.kernel.BlockRounding;
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
import dev.heed.engine.host.HostScope;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every op has a kernel. With {@link Compute#FAST} packed weights are rounded to Q8_0, but for
 * those whose inputs are no multiple of its blocks of 32, and those with numbers that are not
 * finite or too small or too great for its scales: these stay F32.
 */
final class SimdBackend extends HostBackend {
  private final WorkerTeam team;
  private final List<Workspace> workspaces = new ArrayList<>();

  /**
   * @param options with the number of threads filled in
   */
  SimdBackend(DeviceInfo device, BackendOptions options) {
    super(device, options);
    String name = "heed-" + device.id();
    this.team = new WorkerTeam(name, options.threads());
    for (int member = 1; member < team.size(); member++) {
      String scope = "working memory of thread '%s-%d'".formatted(name, member);
      workspaces.add(new Workspace(() -> scratchScope(scope)));
    }
  }

  /** Those of the workers, from member 1 on. */
  List<Workspace> workspaces() {
    return workspaces;
  }

  /** For a queue. */
  HostScope newScratch(String name) {
    return scratchScope(name);
  }

  @Override
  public Support support(Op op) {
    for (PackedWeight weight : op.packedWeights()) {
      if (!(weight instanceof OrderedWeight || weight instanceof PlainWeight)) {
        return new Support.Unsupported(
            "a weight packed as %s belongs to another backend".formatted(weight.format()));
      }
    }
    return switch (op) {
      case Op.Differentiable _, Op.InferenceOnly _, Op.Gradient _, Op.Update _ ->
          new Support.Dedicated(KernelNames.of(op));
    };
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    if (weight.rank() != 2 || !packs(weight.dtype())) {
      throw new InvalidOpException(
          "pack: expected a weight [rows, columns] of F32, F16, BF16 or quantized, was " + weight);
    }
    return whileOpen(() -> {
      refuseForeign("the weight", weight);
      if (weight.dtype().isQuantized() && BlockWeight.isPossible(weight)) {
        return inBlocks(weight, into);
      }
      boolean rounded = options().compute() == Compute.FAST && weight.dtype().isFloating();
      return rounded && canBeRounded(weight)
          ? inRoundedBlocks(weight, into)
          : inFloats(weight, into);
    });
  }

  @Override
  public boolean packs(DType type) {
    return type.isFloating() || type.isQuantized();
  }

  @Override
  public long packedBytes(DType type, int rows, int columns) {
    if (type.isQuantized()) {
      return blockBytes(type, rows, columns);
    }
    return options().compute() == Compute.FAST && BlockRounding.fits(columns)
        ? blockBytes(DType.Q8_0, rows, columns)
        : Panels.size(columns, rows) * Float.BYTES;
  }

  private static long blockBytes(DType type, int rows, int columns) {
    return (long) BlockPanels.lines(type, columns, rows) * BlockPanels.LINE;
  }

  private PackedWeight inBlocks(Tensor weight, Scope into) {
    DType type = weight.dtype();
    Tensor packed = blocks(type, weight, into);
    byte[] panels = HostBuffer.bytes(packed);
    int at = HostBuffer.offset(packed);
    inParts(
        weight,
        0,
        (first, end, scratch, scratchAt) -> BlockWeight.pack(weight, first, end, panels, at));
    return new BlockWeight(weight.size(0), weight.size(1), type, packed);
  }

  /** Whether a weight in Q8_0 is near to what it was. */
  private boolean canBeRounded(Tensor weight) {
    if (!BlockRounding.fits(weight.size(1))) {
      return false;
    }
    AtomicInteger greatest = new AtomicInteger();
    inParts(
        weight,
        weight.size(1),
        (first, end, scratch, scratchAt) ->
            greatest.accumulateAndGet(
                BlockWeight.greatest(weight, first, end, scratch, scratchAt), Math::max));
    return BlockRounding.isPossible(greatest.get());
  }

  private PackedWeight inRoundedBlocks(Tensor weight, Scope into) {
    Tensor packed = blocks(DType.Q8_0, weight, into);
    byte[] panels = HostBuffer.bytes(packed);
    int at = HostBuffer.offset(packed);
    inParts(
        weight,
        weight.size(1),
        (first, end, scratch, scratchAt) ->
            BlockWeight.round(weight, first, end, panels, at, scratch, scratchAt));
    return new BlockWeight(weight.size(0), weight.size(1), DType.Q8_0, packed);
  }

  private Tensor blocks(DType type, Tensor weight, Scope into) {
    int lines = BlockPanels.lines(type, weight.size(1), weight.size(0));
    return allocated(into, DType.I8, lines, BlockPanels.LINE);
  }

  private PackedWeight inFloats(Tensor weight, Scope into) {
    int rows = Panels.paddedColumns(weight.size(0));
    Tensor packed = allocated(into, DType.F32, rows, weight.size(1));
    Floats panels = new Floats(packed);
    inParts(
        weight,
        PanelWeight.scratchSize(weight),
        (first, end, scratch, scratchAt) ->
            PanelWeight.pack(weight, first, end, panels.data, panels.at, scratch, scratchAt));
    return new PanelWeight(weight.size(0), weight.size(1), packed);
  }

  private Tensor allocated(Scope into, DType type, int rows, int columns) {
    Tensor packed = into.allocate(type, rows, columns);
    refuseForeign("memory of scope '" + into.name() + "'", packed);
    return packed;
  }

  private interface Packing {
    void pack(int first, int end, float[] scratch, int scratchAt);
  }

  /**
   * Packs all panels of a weight, on several threads where it is large.
   *
   * @param scratchSize floats that each thread needs
   */
  private void inParts(Tensor weight, long scratchSize, Packing packing) {
    int count = Panels.paddedColumns(weight.size(0)) / Panels.PANEL;
    int parts = Math.clamp(weight.elements() / Resources.GRAIN, 1, team.size());
    int size = Resources.size(scratchSize);
    withScratch(
        "scratch of pack",
        Resources.size((long) parts * size),
        scratch ->
            team.run(
                new Region(),
                parts,
                (part, member) ->
                    packing.pack(
                        (int) ((long) count * part / parts),
                        (int) ((long) count * (part + 1) / parts),
                        scratch,
                        part * size)));
  }

  @Override
  public OptionalDouble measureCeiling() {
    return whileOpen(() -> OptionalDouble.of(Ceiling.measure(team)));
  }

  @Override
  protected HostQueue createQueue(String name) {
    return new SimdQueue(name, this, team);
  }

  @Override
  protected void releaseWorkingMemory() {
    workspaces.forEach(Workspace::close);
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
