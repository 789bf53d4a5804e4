package dev.heed.engine.compose;

import dev.heed.engine.error.UnsupportedOpException;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;

/** How each fused op is made of others. */
public final class Composition {
  private Composition() {}

  /** True when {@link #run} can take the op apart. */
  public static boolean covers(Op op) {
    return switch (op) {
      case Linear _, GatedMlp _, AddNorm _, Attention _ -> true;
      case LinearGradient _, GatedMlpGradient _, AttentionGradient _ -> true;
      case PackedLinear linear -> linear.weight() instanceof PlainWeight;
      case PackedGatedMlp mlp ->
          mlp.gate() instanceof PlainWeight && mlp.up() instanceof PlainWeight;
      case Op.Differentiable _, Op.InferenceOnly _, Op.Gradient _, Op.Update _ -> false;
    };
  }

  /** The parts, for reports, such as {@code matMul + combine + activate}. */
  public static String parts(Op op) {
    return switch (op) {
      case Linear _ -> "matMul + combine + activate";
      case GatedMlp _, PackedGatedMlp _ -> "linear + linear + multiply";
      case PackedLinear _ -> "linear";
      case AddNorm _ -> "combine + norm";
      case Attention attention ->
          (attention.k().dtype() == DType.F32 ? "" : "copy + ")
              + "matMul + combine + fill + softmax + matMul";
      case LinearGradient _ -> "matMul + matMul + sumRows";
      case GatedMlpGradient _ -> "multiply + activate + multiply + activateGradient";
      case AttentionGradient _ -> "matMul + combine + fill + softmax + softmaxGradient + 4 matMul";
      case Op.Differentiable _, Op.InferenceOnly _, Op.Gradient _, Op.Update _ -> "";
    };
  }

  /** Runs the parts of a fused op. */
  public static void run(Op op, OpRunner runner) {
    switch (op) {
      case Linear linear -> linear(linear, runner);
      case PackedLinear linear ->
          runner.run(
              new Linear(
                  linear.in(),
                  plain(op, linear.weight()),
                  linear.bias(),
                  linear.activation(),
                  linear.out()));
      case GatedMlp mlp -> gatedMlp(mlp, runner);
      case PackedGatedMlp mlp ->
          gatedMlp(
              new GatedMlp(
                  mlp.in(),
                  plain(op, mlp.gate()),
                  plain(op, mlp.up()),
                  mlp.gateBias(),
                  mlp.upBias(),
                  mlp.activation(),
                  mlp.out()),
              runner);
      case AddNorm addNorm -> addNorm(addNorm, runner);
      case Attention attention -> new AttentionComposition(attention, runner).run();
      case LinearGradient gradient -> GradientCompositions.linear(gradient, runner);
      case GatedMlpGradient gradient -> GradientCompositions.gatedMlp(gradient, runner);
      case AttentionGradient gradient -> new AttentionGradientComposition(gradient, runner).run();
      case Op.Differentiable _, Op.InferenceOnly _, Op.Gradient _, Op.Update _ ->
          throw new UnsupportedOpException(op.name() + " is not made of other ops");
    }
  }

  private static void linear(Linear op, OpRunner runner) {
    Tensor weight = op.weight();
    if (weight.dtype() != DType.F32) {
      Tensor widened = runner.scratch(DType.F32, weight.layout().shape());
      runner.run(new Copy(weight, widened));
      weight = widened;
    }
    Tensor in = asMatrix(op.in());
    Tensor out = asMatrix(op.out());
    runner.run(MatMul.transposedB(1, in, weight, out));
    if (op.bias() != null) {
      runner.run(Combine.sum(op.out(), op.bias(), op.out()));
    }
    if (op.activation() != Activation.IDENTITY) {
      runner.run(new Activate(op.activation(), op.out(), op.out()));
    }
  }

  private static void gatedMlp(GatedMlp op, OpRunner runner) {
    Tensor up = runner.scratch(DType.F32, op.out().layout().shape());
    runner.run(new Linear(op.in(), op.gate(), op.gateBias(), op.activation(), op.out()));
    runner.run(new Linear(op.in(), op.up(), op.upBias(), Activation.IDENTITY, up));
    runner.run(new Multiply(op.out(), up, op.out()));
  }

  private static void addNorm(AddNorm op, OpRunner runner) {
    Tensor sum = op.sum();
    if (sum == null) {
      sum = runner.scratch(DType.F32, op.a().layout().shape());
    }
    runner.run(Combine.sum(op.a(), op.b(), sum));
    runner.run(Norm.of(op.kind(), sum, op.weight(), op.bias(), op.epsilon(), op.out()));
  }

  /** A vector as a matrix of one row: MatMul takes matrices only. */
  private static Tensor asMatrix(Tensor tensor) {
    return tensor.rank() == 1 ? tensor.reshape(1, tensor.width()) : tensor;
  }

  private static Tensor plain(Op op, PackedWeight weight) {
    if (weight instanceof PlainWeight plain) {
      return plain.weight();
    }
    throw new UnsupportedOpException(
        "%s: a weight packed as %s is not made of other ops".formatted(op.name(), weight.format()));
  }
}
