package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out = a · b, element by element. In place is allowed: out may be a or b itself.
 *
 * @param a F32, any shape
 * @param b F32: the shape of a, or [width] for every row
 * @param out F32, the shape of a
 */
public record Multiply(Tensor a, Tensor b, Tensor out) implements Op.Differentiable {

  public Multiply {
    String op = "multiply";
    Require.type(op, "a", a, DType.F32);
    Require.type(op, "b", b, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.sameShape(op, "out", out, "a", a);
    if (b.rank() == 1) {
      Require.shape(op, "b", b, a.width());
    } else {
      Require.sameShape(op, "b", b, "a", a);
    }
    Require.outputOrInPlace(op, "out", out, a, b);
  }

  @Override
  public String name() {
    return "multiply";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(a, b);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
