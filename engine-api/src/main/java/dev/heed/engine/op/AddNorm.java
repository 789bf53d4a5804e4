package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * sum = a + b; out = weight · normalised(sum) + bias: the residual connection and the norm that
 * follows it. Out and sum may each be a or b itself, but not one another.
 *
 * @param kind layer or RMS
 * @param a F32 [.., width]
 * @param b F32, the shape of a
 * @param weight optional F32 [width]; 1 where absent
 * @param bias optional F32 [width]; 0 where absent
 * @param epsilon added to the variance or mean square; at least 0
 * @param sum optional F32, the shape of a: the residual stream that goes on (pre-norm models)
 * @param out F32, the shape of a
 */
public record AddNorm(
    NormKind kind,
    Tensor a,
    Tensor b,
    @Nullable Tensor weight,
    @Nullable Tensor bias,
    float epsilon,
    @Nullable Tensor sum,
    Tensor out)
    implements Op.Differentiable {

  public AddNorm {
    String op = "addNorm";
    Require.type(op, "a", a, DType.F32);
    Require.type(op, "b", b, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.sameShape(op, "b", b, "a", a);
    Require.sameShape(op, "out", out, "a", a);
    Require.vector(op, "weight", weight, a.width());
    Require.vector(op, "bias", bias, a.width());
    Require.notNegative(op, "epsilon", epsilon);
    Require.outputOrInPlace(op, "out", out, a, b);
    Require.output(op, "out", out, weight, bias);
    if (sum != null) {
      Require.type(op, "sum", sum, DType.F32);
      Require.sameShape(op, "sum", sum, "a", a);
      Require.outputOrInPlace(op, "sum", sum, a, b);
      Require.output(op, "sum", sum, weight, bias, out);
    }
  }

  @Override
  public String name() {
    return "addNorm";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(a, b, weight, bias);
  }

  @Override
  public List<Tensor> outputs() {
    return Present.of(out, sum);
  }
}
