package dev.heed.testkit.check;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
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
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An op taken apart into ops over some of its rows, or of its sequences, on views of the same
 * tensors: together they write what the whole writes, and to the bit the same.
 */
final class RowParts {
  /** Rows that are run one by one before the rest follows together. */
  private static final int SINGLE_ROWS = 18;

  private RowParts() {}

  /** One row, or sequence, after the other; long ones end with a part of many. */
  static List<Op> oneByOne(Op op) {
    int rows = rows(op);
    if (rows < 2) {
      return List.of();
    }
    List<Op> parts = new ArrayList<>();
    for (int r = 0; r < Math.min(rows, SINGLE_ROWS); r++) {
      parts.add(part(op, r, r + 1));
    }
    if (rows > SINGLE_ROWS) {
      parts.add(part(op, SINGLE_ROWS, rows));
    }
    return parts;
  }

  /** All but the first three, then those: every row stands at another place of its batch. */
  static List<Op> elsewhere(Op op) {
    int rows = rows(op);
    int cut = Math.min(3, rows - 1);
    return rows < 2 ? List.of() : List.of(part(op, cut, rows), part(op, 0, cut));
  }

  /** How many parts an op has at most; 1 for a vector. */
  private static int rows(Op op) {
    return switch (op) {
      case Attention attention -> attention.queries().count();
      case PoolRows pool -> pool.spans().count();
      case MatMul matMul -> matMul.out().size(-2);
      case CrossEntropy loss -> loss.logits().size(0);
      case Op.Gradient gradient -> GradientParts.rows(gradient);
      case Op.Differentiable _, Op.InferenceOnly _, Op.Update _ -> {
        Tensor rows = op instanceof ScatterRows scatter ? scatter.from() : op.outputs().getFirst();
        int rank = op instanceof ArgMaxRows argMax ? argMax.in().rank() : rows.rank();
        yield rank == 1 ? 1 : rows.size(0);
      }
    };
  }

  private static Op part(Op op, int from, int to) {
    Cut cut = new Cut(from, to);
    return switch (op) {
      case Copy o -> new Copy(cut.of(o.from()), cut.of(o.out()));
      case Fill o -> new Fill(cut.of(o.out()), o.value());
      case Combine o ->
          new Combine(o.alpha(), cut.of(o.a()), o.beta(), cut.matrix(o.b()), cut.of(o.out()));
      case Multiply o -> {
        Tensor b = o.b().rank() == 1 ? o.b() : cut.of(o.b());
        yield new Multiply(cut.of(o.a()), b, cut.of(o.out()));
      }
      case Activate o -> new Activate(o.activation(), cut.of(o.in()), cut.of(o.out()));
      case GatherRows o ->
          new GatherRows(o.table(), cut.of(o.indices()), o.accumulate(), cut.of(o.out()));
      case ScatterRows o -> new ScatterRows(cut.of(o.from()), cut.of(o.indices()), o.to());
      case ArgMaxRows o -> new ArgMaxRows(cut.of(o.in()), cut.of(o.out()));
      case TopKRows o -> new TopKRows(cut.of(o.in()), cut.of(o.values()), cut.of(o.indices()));
      case Softmax o -> new Softmax(cut.of(o.in()), cut.of(o.out()), cut.maybe(o.logSumExp()));
      case NormalizeRows o -> new NormalizeRows(cut.of(o.in()), o.epsilon(), cut.of(o.out()));
      case Rotate o ->
          new Rotate(
              cut.of(o.in()),
              o.cosines(),
              o.sines(),
              cut.of(o.positions()),
              o.pairing(),
              cut.of(o.out()));
      case Norm o ->
          new Norm(
              o.kind(),
              cut.of(o.in()),
              o.weight(),
              o.bias(),
              o.epsilon(),
              cut.of(o.out()),
              cut.maybe(o.mean()),
              cut.maybe(o.inverseDeviation()));
      case AddNorm o ->
          new AddNorm(
              o.kind(),
              cut.of(o.a()),
              cut.of(o.b()),
              o.weight(),
              o.bias(),
              o.epsilon(),
              cut.maybe(o.sum()),
              cut.of(o.out()));
      case MatMul o -> {
        int rowsOfA = o.a().rank() - (o.transposeA() ? 1 : 2);
        yield new MatMul(
            o.a().slice(rowsOfA, from, to),
            o.b(),
            o.transposeA(),
            o.transposeB(),
            o.alpha(),
            o.beta(),
            o.out().slice(o.out().rank() - 2, from, to));
      }
      case Linear o ->
          new Linear(cut.of(o.in()), o.weight(), o.bias(), o.activation(), cut.of(o.out()));
      case PackedLinear o ->
          new PackedLinear(cut.of(o.in()), o.weight(), o.bias(), o.activation(), cut.of(o.out()));
      case GatedMlp o ->
          new GatedMlp(
              cut.of(o.in()),
              o.gate(),
              o.up(),
              o.gateBias(),
              o.upBias(),
              o.activation(),
              cut.of(o.out()));
      case PackedGatedMlp o ->
          new PackedGatedMlp(
              cut.of(o.in()),
              o.gate(),
              o.up(),
              o.gateBias(),
              o.upBias(),
              o.activation(),
              cut.of(o.out()));
      case PoolRows o ->
          new PoolRows(o.pooling(), o.in(), some(o.spans(), from, to), cut.of(o.out()));
      case Attention o -> new AttentionPart(o, from, to).op();
      case Dropout o -> {
        long each = o.in().rank() == 1 ? 1 : o.in().elements() / o.in().size(0);
        Chance chance = o.chance().from(Math.toIntExact(from * each));
        yield new Dropout(chance, cut.of(o.in()), cut.of(o.out()));
      }
      case CrossEntropy o ->
          new CrossEntropy(
              cut.of(o.logits()),
              cut.of(o.targets()),
              o.smoothing(),
              o.classWeights(),
              cut.of(o.losses()),
              cut.maybe(o.logSumExp()));
      case Op.Gradient gradient -> GradientParts.part(gradient, cut);
      case Op.Update update -> new RewireUpdate(cut::of).apply(update);
    };
  }

  static SeqSpans some(SeqSpans spans, int from, int to) {
    int[] starts = new int[to - from];
    int[] lengths = new int[to - from];
    for (int s = from; s < to; s++) {
      starts[s - from] = spans.start(s);
      lengths[s - from] = spans.length(s);
    }
    return SeqSpans.of(starts, lengths);
  }

  /** Rows {@code from} to {@code to} of the first dimension. */
  record Cut(int from, int to) {
    Tensor of(Tensor tensor) {
      return tensor.slice(0, from, to);
    }

    @Nullable Tensor maybe(@Nullable Tensor tensor) {
      return tensor == null ? null : of(tensor);
    }

    /** A vector serves every row and stays whole. */
    @Nullable Tensor matrix(@Nullable Tensor tensor) {
      return tensor == null || tensor.rank() == 1 ? tensor : of(tensor);
    }
  }
}
