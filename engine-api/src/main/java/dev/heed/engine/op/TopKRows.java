package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * The k greatest elements of each row, greatest first, and their columns; of equals the first
 * column comes first. NaN counts as greater than everything.
 *
 * @param in F32 [rows, width]
 * @param values F32 [rows, k], 1 ≤ k ≤ width
 * @param indices I32 [rows, k]
 */
public record TopKRows(Tensor in, Tensor values, Tensor indices) implements Op.InferenceOnly {

  public TopKRows {
    String op = "topKRows";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "values", values, DType.F32);
    Require.type(op, "indices", indices, DType.I32);
    Require.rank(op, "in", in, 2);
    Require.rank(op, "values", values, 2);
    int k = values.size(1);
    if (k < 1 || k > in.size(1)) {
      throw broken(op, "k must be 1 to %d, was %d".formatted(in.size(1), k));
    }
    Require.shape(op, "values", values, in.size(0), k);
    Require.shape(op, "indices", indices, in.size(0), k);
    Require.output(op, "values", values, in);
    Require.output(op, "indices", indices, in, values);
  }

  @Override
  public String name() {
    return "topKRows";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(in);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(values, indices);
  }
}
