package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Linear} over a weight in the backend's own order: out = f(in · weightᵀ + bias).
 *
 * @param in F32 [.., inFeatures]
 * @param weight [outFeatures, inFeatures], from {@code Backend.pack}
 * @param bias optional F32 [outFeatures]
 * @param activation f; {@code IDENTITY} for none
 * @param out F32 [.., outFeatures]
 */
public record PackedLinear(
    Tensor in, PackedWeight weight, @Nullable Tensor bias, Activation activation, Tensor out)
    implements Op.InferenceOnly {

  public PackedLinear {
    String op = "packedLinear";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.weightFits(op, in, weight.rows(), weight.columns(), bias, out);
    Require.output(op, "out", out, in, bias);
  }

  @Override
  public String name() {
    return "packedLinear";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(in, bias);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }

  @Override
  public List<PackedWeight> packedWeights() {
    return List.of(weight);
  }
}
