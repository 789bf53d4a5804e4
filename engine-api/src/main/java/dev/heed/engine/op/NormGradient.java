package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link Norm}. With x̂ the normalised row, s = 1/√(variance + ε) and g =
 * outGradient · weight:
 *
 * <pre>
 *   inGradient      = s · (g − mean(g) − x̂ · mean(g · x̂))      (without mean(g) for RMS)
 *   weightGradient += Σ rows of outGradient · x̂
 *   biasGradient   += Σ rows of outGradient
 * </pre>
 *
 * <p>The statistics are computed anew: a row is in the cache, and the pass before need not keep
 * them. InGradient may be outGradient itself.
 *
 * @param kind layer or RMS
 * @param in F32 [.., width]: what was normalised
 * @param weight optional F32 [width]; 1 where absent
 * @param epsilon that of the norm
 * @param outGradient F32, the shape of in
 * @param inGradient F32, the shape of in
 * @param weightGradient optional F32 [width], added to
 * @param biasGradient optional F32 [width], added to
 */
public record NormGradient(
    NormKind kind,
    Tensor in,
    @Nullable Tensor weight,
    float epsilon,
    Tensor outGradient,
    Tensor inGradient,
    @Nullable Tensor weightGradient,
    @Nullable Tensor biasGradient)
    implements Op.Gradient {

  public NormGradient {
    String op = "normGradient";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "outGradient", outGradient, DType.F32);
    Require.type(op, "inGradient", inGradient, DType.F32);
    Require.sameShape(op, "outGradient", outGradient, "in", in);
    Require.sameShape(op, "inGradient", inGradient, "in", in);
    Require.vector(op, "weight", weight, in.width());
    Require.vector(op, "weightGradient", weightGradient, in.width());
    Require.vector(op, "biasGradient", biasGradient, in.width());
    Require.notNegative(op, "epsilon", epsilon);
    Require.outputOrInPlace(op, "inGradient", inGradient, outGradient);
    Require.output(op, "inGradient", inGradient, in, weight);
    if (weightGradient != null) {
      Require.output(op, "weightGradient", weightGradient, in, weight, outGradient, inGradient);
    }
    if (biasGradient != null) {
      Require.output(
          op, "biasGradient", biasGradient, in, weight, outGradient, inGradient, weightGradient);
    }
  }

  @Override
  public String name() {
    return "normGradient";
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
