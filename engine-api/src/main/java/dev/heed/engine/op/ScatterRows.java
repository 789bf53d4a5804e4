package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * to[indices[i]] = from[i]: appends to caches. Rows that no index names stay as they are. An index
 * outside, or given twice, is an error at run time, and then nothing is written.
 *
 * @param from F32 [rows, width]
 * @param indices I32 [rows], all different
 * @param to F32, F16 or BF16 [entries, width]; values are converted as {@link Copy} does
 */
public record ScatterRows(Tensor from, Tensor indices, Tensor to) implements Op.InferenceOnly {

  public ScatterRows {
    String op = "scatterRows";
    Require.type(op, "from", from, DType.F32);
    Require.rank(op, "from", from, 2);
    Require.type(op, "indices", indices, DType.I32);
    Require.shape(op, "indices", indices, from.size(0));
    Require.floating(op, "to", to);
    Require.shape(op, "to", to, to.size(0), from.size(1));
    Require.output(op, "to", to, from, indices);
  }

  @Override
  public String name() {
    return "scatterRows";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(from, indices);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(to);
  }
}
