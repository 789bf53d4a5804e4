package dev.heed.testkit.cases;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;

/**
 * One op on one set of values.
 *
 * @param name op and shapes, such as {@code softmax[5x33,logSumExp]}
 * @param op over tensors without memory
 * @param data what the tensors hold
 */
public record Case(String name, Op op, Data data) {
  /** The name is the op's, followed by what is special. */
  public static Case of(Op op, Data data, String what) {
    return new Case(op.name() + "[" + what + "]", op, data);
  }

  /**
   * What {@code knownUnsupported} and {@code knownComposed} call this case: the op's name, followed
   * in brackets by a storage type other than F32, by the types of a cast, by {@code weights} for
   * attention over F32 that returns its weights, by {@code dropout} where attention drops some, or
   * by both.
   */
  public String feature() {
    return switch (op) {
      case Copy copy -> {
        DType from = copy.from().dtype();
        DType to = copy.out().dtype();
        yield from == to && from == DType.F32 ? "copy" : "copy[%s to %s]".formatted(from, to);
      }
      case GatherRows gather -> stored(gather.table().dtype());
      case ScatterRows scatter -> stored(scatter.to().dtype());
      case Linear linear -> stored(linear.weight().dtype());
      case GatedMlp mlp -> stored(mlp.gate().dtype());
      case PackedLinear linear -> stored(plainType(linear.weight()));
      case PackedGatedMlp mlp -> stored(plainType(mlp.gate()));
      case LinearGradient gradient ->
          stored(gradient.weight() == null ? DType.F32 : gradient.weight().dtype());
      case Attention attention -> {
        boolean plain = attention.weights() == null || attention.k().dtype() != DType.F32;
        if (attention.dropout() != null) {
          yield plain ? "attention[dropout]" : "attention[weights and dropout]";
        }
        yield plain ? stored(attention.k().dtype()) : "attention[weights]";
      }
      case AttentionGradient gradient ->
          gradient.attention().dropout() == null ? op.name() : "attentionGradient[dropout]";
      case Op.Differentiable _, Op.InferenceOnly _, Op.Gradient _, Op.Update _ -> op.name();
    };
  }

  private String stored(DType dtype) {
    return dtype == DType.F32 ? op.name() : "%s[%s]".formatted(op.name(), dtype);
  }

  private static DType plainType(PackedWeight weight) {
    return weight instanceof PlainWeight plain ? plain.weight().dtype() : DType.F32;
  }

  @Override
  public String toString() {
    return name;
  }
}
