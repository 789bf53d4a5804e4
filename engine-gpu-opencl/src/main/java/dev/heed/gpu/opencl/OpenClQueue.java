package dev.heed.gpu.opencl;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.compose.Composition;
import dev.heed.engine.compose.OpRunner;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.error.UnsupportedOpException;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
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
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.queue.OperandChecks;
import dev.heed.engine.queue.QueueGate;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.ClQueue;
import dev.heed.gpu.opencl.launch.AttentionGradientLaunches;
import dev.heed.gpu.opencl.launch.AttentionLaunches;
import dev.heed.gpu.opencl.launch.ChoiceLaunches;
import dev.heed.gpu.opencl.launch.CopyLaunches;
import dev.heed.gpu.opencl.launch.CrossEntropyLaunches;
import dev.heed.gpu.opencl.launch.ElementLaunches;
import dev.heed.gpu.opencl.launch.IndexGuard;
import dev.heed.gpu.opencl.launch.Launcher;
import dev.heed.gpu.opencl.launch.LinearGradientLaunches;
import dev.heed.gpu.opencl.launch.NormGradientLaunches;
import dev.heed.gpu.opencl.launch.NormLaunches;
import dev.heed.gpu.opencl.launch.Plans;
import dev.heed.gpu.opencl.launch.ProductLaunches;
import dev.heed.gpu.opencl.launch.RowLaunches;
import dev.heed.gpu.opencl.launch.SumLaunches;
import dev.heed.gpu.opencl.launch.Tiles;
import dev.heed.gpu.opencl.launch.UpdateLaunches;
import dev.heed.gpu.opencl.launch.Work;
import dev.heed.gpu.opencl.memory.DeviceBuffer;
import dev.heed.gpu.opencl.memory.DeviceScope;
import dev.heed.gpu.opencl.memory.TransferRing;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Which kernel runs which op. Nothing waits but download, synchronize and close, and an attention
 * whose heads are too wide for the device, which is composed.
 */
final class OpenClQueue implements CommandQueue {
  private final String name;
  private final OpenClBackend backend;
  private final QueueGate gate;
  private final OperandChecks operands;
  private final ClQueue queue;
  private final TransferRing ring;
  private final Launcher launcher;
  private final DeviceScope scratch;
  private final DeviceScope state;
  private final OpRunner parts = new Parts();

  /** Made at the first op: a queue that is only opened takes no memory of the device. */
  private @Nullable Work work;

  OpenClQueue(String name, OpenClBackend backend) {
    this.name = name;
    this.backend = backend;
    this.gate = new QueueGate(name);
    this.operands =
        new OperandChecks(
            name, backend, backend.device().id(), tensor -> DeviceBuffer.of(tensor).isMapped());
    this.queue = backend.context().newQueue();
    this.ring = new TransferRing(queue);
    this.launcher =
        new Launcher(backend.programs(), queue, backend.nothing(), backend.waitsAfterEach());
    this.scratch = backend.scratchScope("scratch of queue '" + name + "'");
    this.state = backend.scratchScope("state of queue '" + name + "'");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run(Op op) {
    run(op, backend.tiles());
  }

  /** Runs an op cut in a way of the caller's. */
  void run(Op op, Tiles tiles) {
    gate.enter();
    try {
      operands.check(op);
      try {
        execute(op, tiles);
      } finally {
        scratch.reset();
      }
    } finally {
      gate.leave();
    }
  }

  private void execute(Op op, Tiles tiles) {
    String lacking = backend.lacking(op);
    if (lacking != null) {
      throw new UnsupportedOpException("%s: %s".formatted(op.name(), lacking));
    }
    switch (op) {
      case Activate activate -> ElementLaunches.activate(launcher, activate);
      case AddNorm addNorm -> NormLaunches.addNorm(launcher, addNorm);
      case ArgMaxRows argMax -> ChoiceLaunches.argMax(launcher, argMax);
      case Attention attention -> attention(attention, tiles);
      case Combine combine -> ElementLaunches.combine(launcher, combine);
      case Copy copy -> CopyLaunches.copy(launcher, copy);
      case Fill fill -> CopyLaunches.fill(launcher, fill);
      case GatedMlp mlp -> ProductLaunches.gatedMlp(launcher, tiles, mlp);
      case GatherRows gather -> RowLaunches.gather(work(), gather);
      case Linear linear -> ProductLaunches.linear(launcher, tiles, linear);
      case MatMul matMul -> ProductLaunches.matMul(launcher, tiles, matMul);
      case Multiply multiply -> ElementLaunches.multiply(launcher, multiply);
      case Norm norm -> NormLaunches.norm(launcher, norm);
      case NormalizeRows normalize -> NormLaunches.normalize(launcher, normalize);
      case PackedGatedMlp mlp -> ProductLaunches.gated(launcher, tiles, mlp);
      case PackedLinear linear -> ProductLaunches.linear(launcher, tiles, linear);
      case PoolRows pool -> RowLaunches.pool(work(), pool);
      case Rotate rotate -> RowLaunches.rotate(work(), rotate);
      case ScatterRows scatter -> RowLaunches.scatter(work(), scatter);
      case Softmax softmax -> NormLaunches.softmax(launcher, softmax);
      case TopKRows topK -> ChoiceLaunches.topK(launcher, topK);
      case CrossEntropy loss -> CrossEntropyLaunches.loss(work(), loss);
      case Dropout dropout -> ElementLaunches.dropout(launcher, dropout);
      case Op.Gradient gradient -> gradient(gradient, tiles);
      case Op.Update update -> update(update);
    }
  }

  private void gradient(Op.Gradient op, Tiles tiles) {
    switch (op) {
      case ActivateGradient activate -> ElementLaunches.activateGradient(launcher, activate);
      case AttentionGradient attention -> AttentionGradientLaunches.attention(work(), attention);
      case CrossEntropyGradient loss -> CrossEntropyLaunches.gradient(work(), loss);
      case GatedMlpGradient mlp -> ElementLaunches.gatedGradient(launcher, mlp);
      case LinearGradient linear -> LinearGradientLaunches.linear(work(), tiles, linear);
      case NormGradient norm -> NormGradientLaunches.norm(work(), norm);
      case NormalizeRowsGradient normalize -> NormGradientLaunches.normalize(launcher, normalize);
      case PoolRowsGradient pool -> RowLaunches.poolGradient(work(), pool);
      case RotateGradient rotate -> RowLaunches.rotateGradient(work(), rotate);
      case ScatterAddRows scatter -> RowLaunches.scatterAdd(work(), scatter);
      case SoftmaxGradient softmax -> NormGradientLaunches.softmax(launcher, softmax);
      case SumRows sum -> SumLaunches.sumRows(launcher, sum);
      case SumSquares sum -> SumLaunches.sumSquares(work(), sum);
    }
  }

  private void update(Op.Update op) {
    switch (op) {
      case AdagradStep step -> UpdateLaunches.adagrad(launcher, step);
      case AdamStep step -> UpdateLaunches.adam(launcher, step);
      case RmsPropStep step -> UpdateLaunches.rmsProp(launcher, step);
      case SgdStep step -> UpdateLaunches.sgd(launcher, step);
    }
  }

  private void attention(Attention op, Tiles tiles) {
    if (AttentionLaunches.isPossible(op, backend.limits())) {
      AttentionLaunches.attention(work(), backend.limits(), tiles, op);
    } else {
      Composition.run(op, parts);
    }
  }

  private Work work() {
    Work made = work;
    if (made == null) {
      state.reset(); // An attempt that failed half-way may have left something.
      IndexGuard guard = new IndexGuard(launcher, state);
      Plans plans =
          new Plans(
              () -> backend.scratchScope("sequences of queue '" + name + "'"), this::uploadDense);
      CopyLaunches.zero(launcher, guard.finding());
      made = new Work(launcher, guard, plans, scratch);
      work = made;
    }
    return made;
  }

  @Override
  public void upload(MemorySegment from, Tensor to) {
    gate.enter();
    try {
      operands.checkOutput("upload", to);
      checkSize("upload", from, to);
      upload(to, from);
    } finally {
      scratch.reset();
      gate.leave();
    }
  }

  private void upload(Tensor to, MemorySegment from) {
    if (to.layout().isDense()) {
      uploadDense(from, to);
    } else {
      Tensor dense = scratch.allocate(to.dtype(), to.layout().shape());
      uploadDense(from, dense);
      CopyLaunches.copy(launcher, dense, to);
    }
  }

  private void uploadDense(MemorySegment from, Tensor to) {
    ring.upload(from, DeviceBuffer.of(to).block(), byteOffset(to));
  }

  @Override
  public void download(Tensor from, MemorySegment to) {
    gate.enter();
    try {
      operands.checkInput("download", from);
      checkSize("download", to, from);
      throwFinding();
      download(to, from);
    } finally {
      scratch.reset();
      gate.leave();
    }
  }

  private void download(MemorySegment to, Tensor from) {
    Tensor dense = from;
    if (!from.layout().isDense()) {
      dense = scratch.allocate(from.dtype(), from.layout().shape());
      CopyLaunches.copy(launcher, from, dense);
    }
    ring.download(DeviceBuffer.of(dense).block(), byteOffset(dense), to);
  }

  static long byteOffset(Tensor tensor) {
    return DeviceBuffer.of(tensor).start() + tensor.dtype().bytes(tensor.layout().offset());
  }

  private static void checkSize(String what, MemorySegment bytes, Tensor tensor) {
    if (bytes.byteSize() != tensor.byteSize()) {
      throw new InvalidOpException(
          "%s: tensor %s has %,d bytes, but the segment has %,d"
              .formatted(what, tensor, tensor.byteSize(), bytes.byteSize()));
    }
  }

  @Override
  public void synchronize() {
    gate.enter();
    try {
      throwFinding();
      ring.finish();
    } finally {
      gate.leave();
    }
  }

  /** What the device found wrong with the indices of an op, after all work is done. */
  private void throwFinding() {
    Work made = work;
    if (made == null || !made.guard().isPending()) {
      return;
    }
    Tensor finding = made.guard().finding();
    int[] ints = new int[finding.width()];
    download(MemorySegment.ofArray(ints), finding);
    InvalidOpException error = IndexGuard.error(ints);
    if (error != null) {
      CopyLaunches.zero(launcher, finding);
    }
    made.guard().heard();
    if (error != null) {
      throw error;
    }
  }

  /** The cl_command_queue. */
  MemorySegment pointer() {
    gate.enter();
    try {
      return queue.pointer();
    } finally {
      gate.leave();
    }
  }

  /** For another thread: waits for what is enqueued now. */
  void awaitWork() {
    queue.finishIfOpen();
  }

  @Override
  public void close() {
    if (gate.close(this::release)) {
      backend.forget(this);
    }
  }

  private void release() {
    try {
      ring.finish();
    } catch (HeedException e) {
      // Whoever closes wants nothing of this work any more, and the memory goes whatever became of
      // it.
      OpenClBackend.LOG.log(System.Logger.Level.WARNING, "queue '" + name + "' is closed", e);
    }
    launcher.close();
    ring.close();
    if (work != null) {
      work.plans().close();
    }
    scratch.close();
    state.close();
    queue.close();
  }

  /** The ops that a composed op is made of, run inside it. */
  private final class Parts implements OpRunner {
    @Override
    public void run(Op op) {
      execute(op, backend.tiles());
    }

    @Override
    public void upload(MemorySegment from, Tensor to) {
      OpenClQueue.this.upload(to, from);
    }

    @Override
    public void download(Tensor from, MemorySegment to) {
      OpenClQueue.this.download(to, from);
    }

    @Override
    public Tensor scratch(DType dtype, int... shape) {
      return scratch.allocate(dtype, shape);
    }
  }
}
