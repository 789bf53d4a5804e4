package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out[i] = table[indices[i]], or += : the embedding look-up. An index outside the table is an error
 * at run time that names it; nothing is read there.
 *
 * @param table F32, F16, BF16 or quantized [entries, width]
 * @param indices I32 [rows]
 * @param accumulate adds to what out holds instead of replacing it
 * @param out F32 [rows, width]
 */
public record GatherRows(Tensor table, Tensor indices, boolean accumulate, Tensor out)
    implements Op.Differentiable {

  public GatherRows {
    String op = "gatherRows";
    Require.weight(op, "table", table);
    Require.rank(op, "table", table, 2);
    Require.type(op, "indices", indices, DType.I32);
    Require.rank(op, "indices", indices, 1);
    Require.type(op, "out", out, DType.F32);
    Require.shape(op, "out", out, indices.size(0), table.size(1));
    Require.output(op, "out", out, table, indices);
  }

  @Override
  public String name() {
    return "gatherRows";
  }

  @Override
  public List<Tensor> inputs() {
    return accumulate ? List.of(table, indices, out) : List.of(table, indices);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
