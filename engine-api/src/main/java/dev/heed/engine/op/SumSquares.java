package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out[0] = Σ in²: a part of the global norm that gradients are clipped by. 0 without elements.
 *
 * @param in F32, any shape
 * @param out F32 [1]
 */
public record SumSquares(Tensor in, Tensor out) implements Op.Gradient {

  public SumSquares {
    String op = "sumSquares";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.shape(op, "out", out, 1);
    Require.output(op, "out", out, in);
  }

  @Override
  public String name() {
    return "sumSquares";
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
