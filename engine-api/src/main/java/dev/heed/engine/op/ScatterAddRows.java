package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * to[indices[i]] += from[i]: the gradient of a table that {@link GatherRows} read. An index may
 * come many times; its rows are added in the order of i. Rows that no index names stay as they are.
 * An index outside is an error at run time, and then nothing is written.
 *
 * @param from F32 [rows, width]
 * @param indices I32 [rows]
 * @param to F32 [entries, width], added to
 */
public record ScatterAddRows(Tensor from, Tensor indices, Tensor to) implements Op.Gradient {

  public ScatterAddRows {
    String op = "scatterAddRows";
    Require.type(op, "from", from, DType.F32);
    Require.rank(op, "from", from, 2);
    Require.type(op, "indices", indices, DType.I32);
    Require.shape(op, "indices", indices, from.size(0));
    Require.type(op, "to", to, DType.F32);
    Require.rank(op, "to", to, 2);
    Require.shape(op, "to", to, to.size(0), from.size(1));
    Require.output(op, "to", to, from, indices);
  }

  @Override
  public String name() {
    return "scatterAddRows";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(from, indices, to);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(to);
  }
}
