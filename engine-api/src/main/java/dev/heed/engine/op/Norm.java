package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out = weight · normalised(in) + bias, row by row (see {@link NormKind}). In place is allowed.
 *
 * @param kind layer or RMS
 * @param in F32 [.., width]
 * @param weight optional F32 [width]; 1 where absent
 * @param bias optional F32 [width]; 0 where absent
 * @param epsilon added to the variance or mean square; at least 0
 * @param out F32, the shape of in
 * @param mean optional F32 with the dimensions of in but the last: the mean (0 for RMS); rows of
 *     width 0 have none
 * @param inverseDeviation optional F32, as mean: 1/√(variance + ε), or 1/√(mean square + ε)
 */
public record Norm(
    NormKind kind,
    Tensor in,
    @Nullable Tensor weight,
    @Nullable Tensor bias,
    float epsilon,
    Tensor out,
    @Nullable Tensor mean,
    @Nullable Tensor inverseDeviation)
    implements Op.Differentiable {

  public Norm {
    String op = "norm";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.sameShape(op, "out", out, "in", in);
    Require.vector(op, "weight", weight, in.width());
    Require.vector(op, "bias", bias, in.width());
    Require.notNegative(op, "epsilon", epsilon);
    Require.outputOrInPlace(op, "out", out, in);
    Require.output(op, "out", out, weight, bias);
    if (in.width() == 0 && (mean != null || inverseDeviation != null)) {
      throw broken(op, "rows of %s are empty and have no mean or deviation".formatted(in));
    }
    if (mean != null) {
      Require.type(op, "mean", mean, DType.F32);
      Require.rowValues(op, "mean", mean, in);
      Require.output(op, "mean", mean, in, weight, bias, out);
    }
    if (inverseDeviation != null) {
      Require.type(op, "inverseDeviation", inverseDeviation, DType.F32);
      Require.rowValues(op, "inverseDeviation", inverseDeviation, in);
      Require.output(op, "inverseDeviation", inverseDeviation, in, weight, bias, out, mean);
    }
  }

  /** Without the statistics. */
  public static Norm of(
      NormKind kind,
      Tensor in,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      float epsilon,
      Tensor out) {
    return new Norm(kind, in, weight, bias, epsilon, out, null, null);
  }

  @Override
  public String name() {
    return "norm";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(in, weight, bias);
  }

  @Override
  public List<Tensor> outputs() {
    return Present.of(out, mean, inverseDeviation);
  }
}
