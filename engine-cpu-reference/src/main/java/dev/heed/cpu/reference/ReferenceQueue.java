package dev.heed.cpu.reference;

import dev.heed.engine.compose.Composition;
import dev.heed.engine.compose.OpRunner;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.host.HostQueue;
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
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Which kernel runs which op. */
final class ReferenceQueue extends HostQueue {
  private final OpRunner parts = new Parts();

  ReferenceQueue(String name, ReferenceBackend backend) {
    super(name, backend);
  }

  @Override
  protected void execute(Op op) {
    switch (op) {
      case Activate activate -> Elementwise.activate(activate);
      case ArgMaxRows argMax -> Choices.argMax(argMax);
      case Attention attention -> new AttentionLoops(attention).run();
      case Combine combine -> Elementwise.combine(combine);
      case Copy copy -> Casts.copy(copy);
      case Fill fill -> Elementwise.fill(fill);
      case GatherRows gather -> RowMoves.gather(gather);
      case Linear linear -> Products.linear(linear);
      case MatMul matMul -> Products.matMul(matMul);
      case Multiply multiply -> Elementwise.multiply(multiply);
      case Norm norm -> Norms.norm(norm);
      case NormalizeRows normalize -> Norms.normalize(normalize);
      case PoolRows pool -> PoolLoops.pool(pool);
      case Rotate rotate -> RotateLoops.rotate(rotate);
      case ScatterRows scatter -> RowMoves.scatter(scatter);
      case Softmax softmax -> SoftmaxLoops.softmax(softmax);
      case TopKRows topK -> Choices.topK(topK);
      case Dropout dropout -> ElementGradients.dropout(dropout);
      case CrossEntropy crossEntropy -> CrossEntropyLoops.losses(crossEntropy);
      case Op.Gradient gradient -> gradient(gradient);
      case Op.Update update -> update(update);
      case AddNorm _, GatedMlp _ -> Composition.run(op, parts);
      case PackedLinear linear -> execute(unpacked(linear));
      case PackedGatedMlp mlp -> execute(unpacked(mlp));
    }
  }

  private void gradient(Op.Gradient op) {
    switch (op) {
      case ActivateGradient gradient -> ElementGradients.activate(gradient);
      case AttentionGradient gradient -> new AttentionGradientLoops(gradient).run();
      case CrossEntropyGradient gradient -> CrossEntropyLoops.gradients(gradient);
      case NormGradient gradient -> NormGradients.norm(gradient);
      case NormalizeRowsGradient gradient -> NormGradients.normalize(gradient);
      case PoolRowsGradient gradient -> RowGradients.pool(gradient);
      case RotateGradient gradient -> RotateLoops.gradient(gradient);
      case ScatterAddRows scatter -> RowGradients.scatterAdd(scatter);
      case SoftmaxGradient gradient -> NormGradients.softmax(gradient);
      case SumRows sum -> RowGradients.sumRows(sum);
      case SumSquares sum -> RowGradients.sumSquares(sum);
      case GatedMlpGradient _, LinearGradient _ -> Composition.run(op, parts);
    }
  }

  private static void update(Op.Update op) {
    switch (op) {
      case AdagradStep step -> UpdateLoops.adagrad(step);
      case AdamStep step -> UpdateLoops.adam(step);
      case RmsPropStep step -> UpdateLoops.rmsProp(step);
      case SgdStep step -> UpdateLoops.sgd(step);
    }
  }

  private static Linear unpacked(PackedLinear op) {
    return new Linear(
        op.in(), RowMajorWeight.rowsOf(op.weight()), op.bias(), op.activation(), op.out());
  }

  private static GatedMlp unpacked(PackedGatedMlp op) {
    return new GatedMlp(
        op.in(),
        RowMajorWeight.rowsOf(op.gate()),
        RowMajorWeight.rowsOf(op.up()),
        op.gateBias(),
        op.upBias(),
        op.activation(),
        op.out());
  }

  /** The ops that a fused op is made of, run inside it. */
  private final class Parts implements OpRunner {
    @Override
    public void run(Op op) {
      execute(op);
    }

    @Override
    public void upload(MemorySegment from, Tensor to) {
      dense(to, from).copyFrom(from);
    }

    @Override
    public void download(Tensor from, MemorySegment to) {
      to.copyFrom(dense(from, to));
    }

    /** The bytes of a dense tensor, which are as many as those on the other side. */
    private static MemorySegment dense(Tensor tensor, MemorySegment other) {
      if (!tensor.layout().isDense() || other.byteSize() != tensor.byteSize()) {
        throw new InvalidOpException(
            "transfer: %,d bytes do not fit the tensor %s".formatted(other.byteSize(), tensor));
      }
      long at = tensor.dtype().bytes(tensor.layout().offset());
      return HostBuffer.of(tensor).segment().asSlice(at, tensor.byteSize());
    }

    @Override
    public Tensor scratch(DType dtype, int... shape) {
      return ReferenceQueue.this.scratch().allocate(dtype, shape);
    }
  }
}
