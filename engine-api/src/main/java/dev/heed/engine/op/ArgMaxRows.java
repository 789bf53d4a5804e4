package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out[r] = the column of the greatest element of row r; the first of equals. NaN counts as greater
 * than everything, so that it is seen.
 *
 * @param in F32 [.., width], width at least 1
 * @param out I32 with the dimensions of in but the last ([1] where in is [width])
 */
public record ArgMaxRows(Tensor in, Tensor out) implements Op.InferenceOnly {

  public ArgMaxRows {
    String op = "argMaxRows";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.I32);
    if (in.width() == 0) {
      throw broken(op, "rows of %s are empty".formatted(in));
    }
    Require.rowValues(op, "out", out, in);
    Require.output(op, "out", out, in);
  }

  @Override
  public String name() {
    return "argMaxRows";
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
