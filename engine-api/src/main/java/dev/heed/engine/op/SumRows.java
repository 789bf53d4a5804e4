package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out = Σ rows of in, or += : the gradient of what was added to every row.
 *
 * @param in F32 [.., width]
 * @param accumulate adds to what out holds instead of replacing it; without rows, out is 0 or stays
 * @param out F32 [width]
 */
public record SumRows(Tensor in, boolean accumulate, Tensor out) implements Op.Gradient {

  public SumRows {
    String op = "sumRows";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.shape(op, "out", out, in.width());
    Require.output(op, "out", out, in);
  }

  @Override
  public String name() {
    return "sumRows";
  }

  @Override
  public List<Tensor> inputs() {
    return accumulate ? List.of(in, out) : List.of(in);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
