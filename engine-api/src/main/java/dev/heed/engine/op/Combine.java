package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out = alpha · a + beta · b. In place is allowed: out may be a or b itself.
 *
 * @param alpha factor of a
 * @param a F32, any shape
 * @param beta factor of b
 * @param b F32: the shape of a, or [width] added to every row; absent for out = alpha · a
 * @param out F32, the shape of a
 */
public record Combine(float alpha, Tensor a, float beta, @Nullable Tensor b, Tensor out)
    implements Op.Differentiable {

  public Combine {
    String op = "combine";
    Require.type(op, "a", a, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.sameShape(op, "out", out, "a", a);
    if (b != null) {
      Require.type(op, "b", b, DType.F32);
      if (b.rank() == 1) {
        Require.shape(op, "b", b, a.width());
      } else {
        Require.sameShape(op, "b", b, "a", a);
      }
    }
    Require.outputOrInPlace(op, "out", out, a, b);
  }

  /** out = a + b. */
  public static Combine sum(Tensor a, Tensor b, Tensor out) {
    return new Combine(1, a, 1, b, out);
  }

  /** out = alpha · a. */
  public static Combine scaled(float alpha, Tensor a, Tensor out) {
    return new Combine(alpha, a, 0, null, out);
  }

  @Override
  public String name() {
    return "combine";
  }

  @Override
  public List<Tensor> inputs() {
    return b == null ? List.of(a) : List.of(a, b);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
