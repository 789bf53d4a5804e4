package dev.heed.testkit.check;

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
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.Masking;
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
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The same op over other tensors. */
public final class Rewire {
  private final UnaryOperator<Tensor> tensors;
  private final UnaryOperator<PackedWeight> weights;

  /** Each tensor and each packed weight is replaced by what these give for it. */
  public Rewire(UnaryOperator<Tensor> tensors, UnaryOperator<PackedWeight> weights) {
    this.tensors = tensors;
    this.weights = weights;
  }

  /** The op with its tensors replaced. */
  public Op apply(Op op) {
    return switch (op) {
      case Copy o -> new Copy(to(o.from()), to(o.out()));
      case Fill o -> new Fill(to(o.out()), o.value());
      case Combine o -> new Combine(o.alpha(), to(o.a()), o.beta(), maybe(o.b()), to(o.out()));
      case Multiply o -> new Multiply(to(o.a()), to(o.b()), to(o.out()));
      case Activate o -> new Activate(o.activation(), to(o.in()), to(o.out()));
      case GatherRows o ->
          new GatherRows(to(o.table()), to(o.indices()), o.accumulate(), to(o.out()));
      case ScatterRows o -> new ScatterRows(to(o.from()), to(o.indices()), to(o.to()));
      case PoolRows o -> new PoolRows(o.pooling(), to(o.in()), o.spans(), to(o.out()));
      case ArgMaxRows o -> new ArgMaxRows(to(o.in()), to(o.out()));
      case TopKRows o -> new TopKRows(to(o.in()), to(o.values()), to(o.indices()));
      case Softmax o -> new Softmax(to(o.in()), to(o.out()), maybe(o.logSumExp()));
      case NormalizeRows o -> new NormalizeRows(to(o.in()), o.epsilon(), to(o.out()));
      case Rotate o ->
          new Rotate(
              to(o.in()),
              to(o.cosines()),
              to(o.sines()),
              to(o.positions()),
              o.pairing(),
              to(o.out()));
      case Norm o ->
          new Norm(
              o.kind(),
              to(o.in()),
              maybe(o.weight()),
              maybe(o.bias()),
              o.epsilon(),
              to(o.out()),
              maybe(o.mean()),
              maybe(o.inverseDeviation()));
      case AddNorm o ->
          new AddNorm(
              o.kind(),
              to(o.a()),
              to(o.b()),
              maybe(o.weight()),
              maybe(o.bias()),
              o.epsilon(),
              maybe(o.sum()),
              to(o.out()));
      case MatMul o ->
          new MatMul(
              to(o.a()),
              to(o.b()),
              o.transposeA(),
              o.transposeB(),
              o.alpha(),
              o.beta(),
              to(o.out()));
      case Linear o ->
          new Linear(to(o.in()), to(o.weight()), maybe(o.bias()), o.activation(), to(o.out()));
      case PackedLinear o ->
          new PackedLinear(
              to(o.in()), weights.apply(o.weight()), maybe(o.bias()), o.activation(), to(o.out()));
      case GatedMlp o ->
          new GatedMlp(
              to(o.in()),
              to(o.gate()),
              to(o.up()),
              maybe(o.gateBias()),
              maybe(o.upBias()),
              o.activation(),
              to(o.out()));
      case PackedGatedMlp o ->
          new PackedGatedMlp(
              to(o.in()),
              weights.apply(o.gate()),
              weights.apply(o.up()),
              maybe(o.gateBias()),
              maybe(o.upBias()),
              o.activation(),
              to(o.out()));
      case Attention o -> attention(o);
      case Dropout o -> new Dropout(o.chance(), to(o.in()), to(o.out()));
      case CrossEntropy o ->
          new CrossEntropy(
              to(o.logits()),
              to(o.targets()),
              o.smoothing(),
              maybe(o.classWeights()),
              to(o.losses()),
              maybe(o.logSumExp()));
      case Op.Gradient gradient -> new RewireGradient(this).apply(gradient);
      case Op.Update update -> new RewireUpdate(this).apply(update);
    };
  }

  Attention attention(Attention o) {
    return new Attention(
        to(o.q()),
        to(o.k()),
        to(o.v()),
        o.queries(),
        o.keys(),
        masking(o.masking()),
        o.scale(),
        o.softCap(),
        to(o.out()),
        maybe(o.logSumExp()),
        maybe(o.weights()),
        o.dropout());
  }

  private Masking masking(Masking masking) {
    return new Masking(masking.visibility(), maybe(masking.bias()), masking.alibi());
  }

  Tensor to(Tensor tensor) {
    return tensors.apply(tensor);
  }

  @Nullable Tensor maybe(@Nullable Tensor tensor) {
    return tensor == null ? null : tensors.apply(tensor);
  }
}
