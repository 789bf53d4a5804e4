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
import dev.heed.testkit.check.RowParts.Cut;

/** Gradients taken apart into rows. What is summed over rows has no parts: their order counts. */
final class GradientParts {
  private GradientParts() {}

  /** How many parts a gradient has at most; 1 where it is whole. */
  static int rows(Op.Gradient op) {
    return switch (op) {
      case AttentionGradient o -> o.attention().queries().count();
      case LinearGradient o ->
          o.weightGradient() == null && o.biasGradient() == null ? rows(o.outGradient()) : 1;
      case NormGradient o ->
          o.weightGradient() == null && o.biasGradient() == null ? rows(o.outGradient()) : 1;
      case ActivateGradient _,
          CrossEntropyGradient _,
          GatedMlpGradient _,
          NormalizeRowsGradient _,
          RotateGradient _,
          SoftmaxGradient _ ->
          rows(op.outputs().getFirst());
      case PoolRowsGradient _, ScatterAddRows _, SumRows _, SumSquares _ -> 1;
    };
  }

  private static int rows(Tensor tensor) {
    return tensor.rank() == 1 ? 1 : tensor.size(0);
  }

  static Op part(Op.Gradient op, Cut cut) {
    return switch (op) {
      case ActivateGradient o ->
          new ActivateGradient(
              o.activation(), cut.of(o.in()), cut.of(o.outGradient()), cut.of(o.inGradient()));
      case GatedMlpGradient o ->
          new GatedMlpGradient(
              o.activation(),
              cut.of(o.gate()),
              cut.of(o.up()),
              cut.of(o.outGradient()),
              cut.of(o.gateGradient()),
              cut.of(o.upGradient()));
      case NormGradient o ->
          new NormGradient(
              o.kind(),
              cut.of(o.in()),
              o.weight(),
              o.epsilon(),
              cut.of(o.outGradient()),
              cut.of(o.inGradient()),
              null,
              null);
      case NormalizeRowsGradient o ->
          new NormalizeRowsGradient(
              cut.of(o.in()), o.epsilon(), cut.of(o.outGradient()), cut.of(o.inGradient()));
      case SoftmaxGradient o ->
          new SoftmaxGradient(cut.of(o.out()), cut.of(o.outGradient()), cut.of(o.inGradient()));
      case RotateGradient o ->
          new RotateGradient(
              cut.of(o.outGradient()),
              o.cosines(),
              o.sines(),
              cut.of(o.positions()),
              o.pairing(),
              cut.of(o.inGradient()));
      case LinearGradient o ->
          new LinearGradient(
              null, o.weight(), cut.of(o.outGradient()), cut.maybe(o.inGradient()), null, null);
      case CrossEntropyGradient o ->
          new CrossEntropyGradient(
              cut.of(o.logits()),
              cut.of(o.targets()),
              o.smoothing(),
              o.classWeights(),
              cut.of(o.lossGradient()),
              cut.of(o.logitsGradient()));
      case AttentionGradient o -> new AttentionPart(o.attention(), cut.from(), cut.to()).of(o);
      case PoolRowsGradient _, ScatterAddRows _, SumRows _, SumSquares _ ->
          throw new IllegalStateException(op.name() + " has no parts");
    };
  }
}
