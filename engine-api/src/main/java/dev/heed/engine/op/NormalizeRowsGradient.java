package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link NormalizeRows}: with n = ‖in‖₂ and y = in / n, inGradient = (outGradient −
 * y · Σ y · outGradient) / n; where n ≤ epsilon, outGradient / epsilon. InGradient may be
 * outGradient itself.
 *
 * @param in F32 [.., width]: what was normalised
 * @param epsilon that of the op
 * @param outGradient F32, the shape of in
 * @param inGradient F32, the shape of in
 */
public record NormalizeRowsGradient(Tensor in, float epsilon, Tensor outGradient, Tensor inGradient)
    implements Op.Gradient {

  public NormalizeRowsGradient {
    String op = "normalizeRowsGradient";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "outGradient", outGradient, DType.F32);
    Require.type(op, "inGradient", inGradient, DType.F32);
    Require.sameShape(op, "outGradient", outGradient, "in", in);
    Require.sameShape(op, "inGradient", inGradient, "in", in);
    Require.positive(op, "epsilon", epsilon);
    Require.outputOrInPlace(op, "inGradient", inGradient, outGradient);
    Require.output(op, "inGradient", inGradient, in);
  }

  @Override
  public String name() {
    return "normalizeRowsGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(in, outGradient);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(inGradient);
  }
}
