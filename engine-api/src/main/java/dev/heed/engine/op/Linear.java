package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out = f(in · weightᵀ + bias).
 *
 * @param in F32 [.., inFeatures]
 * @param weight F32, F16, BF16 or quantized [outFeatures, inFeatures]
 * @param bias optional F32 [outFeatures]
 * @param activation f; {@code IDENTITY} for none
 * @param out F32 [.., outFeatures]
 */
public record Linear(
    Tensor in, Tensor weight, @Nullable Tensor bias, Activation activation, Tensor out)
    implements Op.Differentiable {

  public Linear {
    String op = "linear";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.weight(op, "weight", weight);
    Require.rank(op, "weight", weight, 2);
    Require.weightFits(op, in, weight.size(0), weight.size(1), bias, out);
    Require.output(op, "out", out, in, weight, bias);
  }

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(in, weight, bias);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
