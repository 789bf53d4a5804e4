package dev.heed.testkit.check;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/** How much an op has to do. */
public final class Work {
  /**
   * So much is shared among threads by any backend that shares work at all: a thread moves it in a
   * tenth of a millisecond, twice what it takes to wake another. Each op has a case of as much.
   */
  public static final long WORTH_SHARING = 400_000;

  private Work() {}

  /** Multiply–adds, or elements where there are none. */
  public static long of(Op op) {
    Tensor out = op.outputs().getFirst();
    return switch (op) {
      case MatMul product ->
          out.elements() * (product.transposeA() ? product.a().size(-2) : product.a().width());
      case Attention attention -> of(attention);
      case AttentionGradient gradient -> 2 * of(gradient.attention());
      case LinearGradient gradient -> {
        Tensor first = gradient.outputs().getFirst();
        yield gradient.outGradient().elements() * (first.rank() == 1 ? 1 : first.width());
      }
      case Op.Gradient _, Op.Update _ -> Math.max(out.elements(), elements(op.inputs()));
      case Op.Differentiable _, Op.InferenceOnly _ -> {
        boolean projects = op.name().contains("inear") || op.name().contains("Mlp");
        long columns = projects ? op.inputs().getFirst().width() : 1;
        yield Math.max(out.elements() * columns, elements(op.inputs()));
      }
    };
  }

  private static long of(Attention attention) {
    return Attention.pairs(attention.queries(), attention.keys())
        * attention.heads()
        * (attention.q().width() + attention.v().width());
  }

  private static long elements(List<Tensor> tensors) {
    return tensors.stream().mapToLong(Tensor::elements).sum();
  }
}
