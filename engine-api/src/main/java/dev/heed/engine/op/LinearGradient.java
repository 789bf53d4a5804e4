package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of out = in · weightᵀ + bias, as much of it as is asked for. That of in replaces
 * what was there; those of the parameters are added, so that several uses and several batches sum
 * up:
 *
 * <pre>
 *   inGradient      = outGradient · weight
 *   weightGradient += outGradientᵀ · in
 *   biasGradient   += Σ rows of outGradient
 * </pre>
 *
 * <p>An activation is an op of its own ({@link ActivateGradient}).
 *
 * @param in F32 [.., inFeatures]; needed for weightGradient, else null
 * @param weight F32, F16, BF16 or quantized [outFeatures, inFeatures]; needed for inGradient, else
 *     null
 * @param outGradient F32 [.., outFeatures]
 * @param inGradient optional F32 [.., inFeatures]
 * @param weightGradient optional F32 [outFeatures, inFeatures], added to
 * @param biasGradient optional F32 [outFeatures], added to
 */
public record LinearGradient(
    @Nullable Tensor in,
    @Nullable Tensor weight,
    Tensor outGradient,
    @Nullable Tensor inGradient,
    @Nullable Tensor weightGradient,
    @Nullable Tensor biasGradient)
    implements Op.Gradient {

  public LinearGradient {
    String op = "linearGradient";
    Require.type(op, "outGradient", outGradient, DType.F32);
    if (inGradient == null && weightGradient == null && biasGradient == null) {
      throw broken(op, "no gradient is asked for");
    }
    if (in != null) {
      Require.type(op, "in", in, DType.F32);
      Require.sameRows(op, "outGradient", outGradient, "in", in);
    }
    if (weight != null) {
      Require.weight(op, "weight", weight);
      Require.rank(op, "weight", weight, 2);
      Require.shape(op, "weight", weight, outGradient.width(), weight.size(1));
    }
    if (inGradient != null) {
      if (weight == null) {
        throw broken(op, "inGradient needs the weight");
      }
      Require.type(op, "inGradient", inGradient, DType.F32);
      Require.sameRows(op, "inGradient", inGradient, "outGradient", outGradient);
      if (inGradient.width() != weight.size(1)) {
        throw broken(
            op,
            "inGradient %s must have the %d features that the weight %s takes"
                .formatted(inGradient, weight.size(1), weight));
      }
      Require.output(op, "inGradient", inGradient, in, weight, outGradient);
    }
    if (weightGradient != null) {
      if (in == null) {
        throw broken(op, "weightGradient needs in");
      }
      Require.type(op, "weightGradient", weightGradient, DType.F32);
      Require.shape(op, "weightGradient", weightGradient, outGradient.width(), in.width());
      Require.output(op, "weightGradient", weightGradient, in, weight, outGradient, inGradient);
    }
    if (biasGradient != null) {
      Require.vector(op, "biasGradient", biasGradient, outGradient.width());
      Require.output(
          op, "biasGradient", biasGradient, in, weight, outGradient, inGradient, weightGradient);
    }
  }

  @Override
  public String name() {
    return "linearGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(in, weight, outGradient, weightGradient, biasGradient);
  }

  @Override
  public List<Tensor> outputs() {
    return Present.of(inGradient, weightGradient, biasGradient);
  }
}
