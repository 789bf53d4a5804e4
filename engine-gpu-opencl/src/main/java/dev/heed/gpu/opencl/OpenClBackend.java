package dev.heed.gpu.opencl;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Compute;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.TuningVerdict;
import dev.heed.engine.Usage;
import dev.heed.engine.compose.Composition;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.error.UnsupportedOpException;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Op;
import dev.heed.engine.queue.BackendLife;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.ClBuffer;
import dev.heed.gpu.opencl.cl.ClCalls;
import dev.heed.gpu.opencl.cl.ClContext;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.launch.AttentionLaunches;
import dev.heed.gpu.opencl.launch.ColumnWeight;
import dev.heed.gpu.opencl.launch.DeviceLimits;
import dev.heed.gpu.opencl.launch.Tiles;
import dev.heed.gpu.opencl.memory.DeviceBuffer;
import dev.heed.gpu.opencl.memory.DeviceMemory;
import dev.heed.gpu.opencl.memory.DeviceScope;
import dev.heed.gpu.opencl.program.Programs;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One device, open. Threads are those of the device, so that the option is always 1, and {@link
 * Compute#FAST} is exact as well.
 */
final class OpenClBackend implements Backend {
  static final System.Logger LOG = System.getLogger("dev.heed.gpu.opencl");

  private static final long NOTHING_BYTES = 64;

  private final DeviceInfo info;
  private final BackendOptions options;
  private final ClContext context;
  private final Programs programs;
  private final DeviceMemory memory;
  private final ClBuffer nothing;
  private final DeviceLimits limits;
  private final Tiles shipped;
  private final TuningFile tuning;
  private final boolean sync;
  private final boolean apart;
  private final Loader loader;
  private final BackendLife<DeviceScope, OpenClQueue> life;
  private volatile Tiles tiles;

  OpenClBackend(ClCalls calls, Devices.Found found, BackendOptions options, OpenClOptions own) {
    ClDevice device = found.device();
    this.info = found.info();
    this.life = new BackendLife<>(info.id());
    this.options = options.withThreads(1).withCompute(Compute.EXACT);
    this.limits = DeviceLimits.of(device);
    this.shipped = Tiles.shipped(device.kind() != ClDevice.Kind.CPU, limits);
    this.tuning = new TuningFile(own.cache(), device);
    this.tiles = tuning.over(shipped, limits);
    this.sync = own.sync();
    this.apart = own.apart();
    this.context = new ClContext(calls, device, info.id());
    this.programs = new Programs(context, own.cache());
    this.memory =
        new DeviceMemory(context, options.memoryLimit(), own.pool(), own.apart(), this::useFirst);
    ClBuffer buffer = null;
    try {
      buffer = context.newBuffer(NOTHING_BYTES);
      this.nothing = buffer;
      this.loader = new Loader(this);
    } catch (RuntimeException | Error e) {
      if (buffer != null) {
        buffer.close();
      }
      context.close();
      throw e;
    }
  }

  /** A checker would take the byte for one that a kernel wrote. */
  private void useFirst(ClBuffer block) {
    if (!apart) {
      loader.upload(MemorySegment.ofArray(new byte[1]), block, 0);
    }
  }

  ClContext context() {
    return context;
  }

  Programs programs() {
    return programs;
  }

  ClBuffer nothing() {
    return nothing;
  }

  DeviceLimits limits() {
    return limits;
  }

  /** How work is cut: what tuning found, or else {@link #shipped}. */
  Tiles tiles() {
    return tiles;
  }

  Tiles shipped() {
    return shipped;
  }

  boolean waitsAfterEach() {
    return sync;
  }

  @Override
  public DeviceInfo device() {
    return info;
  }

  @Override
  public BackendOptions options() {
    return options;
  }

  @Override
  public Scope newScope(String name) {
    return life.openScope(
        () -> new DeviceScope(name, this, memory, loader::upload, false, life::forgetScope));
  }

  /** Memory that kernels work in: counted, but not among the open scopes. */
  DeviceScope scratchScope(String name) {
    return new DeviceScope(name, this, memory, loader::upload, true, _ -> {});
  }

  @Override
  public CommandQueue newQueue(String name) {
    return life.openQueue(() -> new OpenClQueue(name, this));
  }

  @Override
  public Support support(Op op) {
    String lacking = lacking(op);
    if (lacking != null) {
      return new Support.Unsupported(lacking);
    }
    if (op instanceof Attention attention && !AttentionLaunches.isPossible(attention, limits)) {
      return new Support.Composed(Composition.parts(op));
    }
    return new Support.Dedicated(KernelNames.of(op));
  }

  /** What is missing for this op, or null. */
  @Nullable String lacking(Op op) {
    for (PackedWeight weight : op.packedWeights()) {
      switch (weight) {
        case ColumnWeight _ -> {}
        case PlainWeight plain -> {
          if (plain.weight().dtype().isQuantized()) {
            return noKernelReads(plain.weight().dtype());
          }
        }
        default -> {
          return "a weight packed as %s belongs to another backend".formatted(weight.format());
        }
      }
    }
    for (Tensor input : op.inputs()) {
      if (input.dtype().isQuantized()) {
        return noKernelReads(input.dtype());
      }
    }
    return null;
  }

  private static String noKernelReads(DType type) {
    return "no kernel reads %s yet; give it F32 or F16 instead".formatted(type);
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    if (weight.dtype().isQuantized()) {
      throw new UnsupportedOpException("pack: " + noKernelReads(weight.dtype()));
    }
    if (weight.rank() != 2 || !weight.dtype().isFloating()) {
      throw new InvalidOpException(
          "pack: expected a weight [rows, columns] of F32, F16 or BF16, was " + weight);
    }
    return life.whileOpen(open -> {
      refuseForeign("the weight", weight);
      open.forEach(OpenClQueue::awaitWork);
      Tensor packed = into.allocate(weight.dtype(), weight.size(1), weight.size(0));
      refuseForeign("memory of scope '" + into.name() + "'", packed);
      loader.pack(weight, packed);
      return new ColumnWeight(packed);
    });
  }

  /** Tiles of products, and the query rows of an attention. */
  @Override
  public List<TuningVerdict> tune(Consumer<String> progress) {
    return tune(Tuner.Effort.FULL, progress);
  }

  List<TuningVerdict> tune(Tuner.Effort effort, Consumer<String> progress) {
    return life.whileOpen(_ -> {
      Tuner.Result result = new Tuner(this, effort, progress).run(shipped);
      tiles = result.tiles();
      Path file = tuning.write(tiles);
      String keptIn = file == null ? null : file.toString();
      return result.verdicts().stream().map(verdict -> verdict.keptIn(keptIn)).toList();
    });
  }

  private void refuseForeign(String what, Tensor tensor) {
    if (!DeviceBuffer.of(tensor).owner().equals(this)) {
      throw new InvalidOpException(
          "pack: %s %s belongs to another backend than '%s'".formatted(what, tensor, info.id()));
    }
  }

  @Override
  public OptionalLong capacity() {
    return OptionalLong.of(Math.min(memory.limit(), context.device().globalMemory()));
  }

  @Override
  public Usage usage() {
    return new Usage(life.scopes(), life.queues(), memory.held());
  }

  @Override
  public void close() {
    life.close(() -> {
      loader.close();
      programs.close();
      memory.close();
      nothing.close();
      context.close();
    });
  }

  void forget(OpenClQueue queue) {
    life.forgetQueue(queue, () -> {});
  }
}
