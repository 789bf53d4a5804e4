package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out = f(in), element by element. In place is allowed.
 *
 * @param activation the function
 * @param in F32, any shape
 * @param out F32, the shape of in
 */
public record Activate(Activation activation, Tensor in, Tensor out) implements Op.Differentiable {

  public Activate {
    String op = "activate";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.sameShape(op, "out", out, "in", in);
    Require.outputOrInPlace(op, "out", out, in);
  }

  @Override
  public String name() {
    return "activate";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(in);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
