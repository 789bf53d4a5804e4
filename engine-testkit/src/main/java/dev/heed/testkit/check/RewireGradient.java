package dev.heed.testkit.check;

import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The same gradient over other tensors. */
final class RewireGradient {
  private final Rewire wires;

  RewireGradient(Rewire wires) {
    this.wires = wires;
  }

  Op apply(Op.Gradient op) {
    return switch (op) {
      case ActivateGradient o ->
          new ActivateGradient(o.activation(), to(o.in()), to(o.outGradient()), to(o.inGradient()));
      case GatedMlpGradient o ->
          new GatedMlpGradient(
              o.activation(),
              to(o.gate()),
              to(o.up()),
              to(o.outGradient()),
              to(o.gateGradient()),
              to(o.upGradient()));
      case NormGradient o ->
          new NormGradient(
              o.kind(),
              to(o.in()),
              maybe(o.weight()),
              o.epsilon(),
              to(o.outGradient()),
              to(o.inGradient()),
              maybe(o.weightGradient()),
              maybe(o.biasGradient()));
      case NormalizeRowsGradient o ->
          new NormalizeRowsGradient(
              to(o.in()), o.epsilon(), to(o.outGradient()), to(o.inGradient()));
      case SoftmaxGradient o ->
          new SoftmaxGradient(to(o.out()), to(o.outGradient()), to(o.inGradient()));
      case RotateGradient o ->
          new RotateGradient(
              to(o.outGradient()),
              to(o.cosines()),
              to(o.sines()),
              to(o.positions()),
              o.pairing(),
              to(o.inGradient()));
      case PoolRowsGradient o ->
          new PoolRowsGradient(
              o.pooling(), maybe(o.in()), o.spans(), to(o.outGradient()), to(o.inGradient()));
      case ScatterAddRows o -> new ScatterAddRows(to(o.from()), to(o.indices()), to(o.to()));
      case SumRows o -> new SumRows(to(o.in()), o.accumulate(), to(o.out()));
      case SumSquares o -> new SumSquares(to(o.in()), to(o.out()));
      case LinearGradient o ->
          new LinearGradient(
              maybe(o.in()),
              maybe(o.weight()),
              to(o.outGradient()),
              maybe(o.inGradient()),
              maybe(o.weightGradient()),
              maybe(o.biasGradient()));
      case CrossEntropyGradient o ->
          new CrossEntropyGradient(
              to(o.logits()),
              to(o.targets()),
              o.smoothing(),
              maybe(o.classWeights()),
              to(o.lossGradient()),
              to(o.logitsGradient()));
      case AttentionGradient o ->
          new AttentionGradient(
              wires.attention(o.attention()),
              to(o.outGradient()),
              to(o.qGradient()),
              to(o.kGradient()),
              to(o.vGradient()),
              maybe(o.biasGradient()));
    };
  }

  private Tensor to(Tensor tensor) {
    return wires.to(tensor);
  }

  private @Nullable Tensor maybe(@Nullable Tensor tensor) {
    return wires.maybe(tensor);
  }
}
