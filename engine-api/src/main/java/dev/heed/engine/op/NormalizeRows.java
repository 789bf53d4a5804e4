package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out = in / max(‖in‖₂, epsilon), row by row. In place is allowed.
 *
 * @param in F32 [.., width]
 * @param epsilon least norm that is divided by, positive
 * @param out F32, the shape of in
 */
public record NormalizeRows(Tensor in, float epsilon, Tensor out) implements Op.Differentiable {

  public NormalizeRows {
    String op = "normalizeRows";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.sameShape(op, "out", out, "in", in);
    Require.positive(op, "epsilon", epsilon);
    Require.outputOrInPlace(op, "out", out, in);
  }

  @Override
  public String name() {
    return "normalizeRows";
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
