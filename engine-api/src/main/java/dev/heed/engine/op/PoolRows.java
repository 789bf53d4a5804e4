package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out[s] = the rows of sequence s as one row (see {@link Pooling}). Every sequence needs at least
 * one row.
 *
 * @param pooling how
 * @param in F32 [rows, width]
 * @param spans the sequences
 * @param out F32 [sequences, width]
 */
public record PoolRows(Pooling pooling, Tensor in, SeqSpans spans, Tensor out)
    implements Op.Differentiable {

  public PoolRows {
    String op = "poolRows";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.rank(op, "in", in, 2);
    Require.spansFit(op, "spans", spans, in.size(0));
    for (int s = 0; s < spans.count(); s++) {
      if (spans.length(s) == 0) {
        throw broken(op, "sequence %d is empty; there is nothing to pool".formatted(s));
      }
    }
    Require.shape(op, "out", out, spans.count(), in.size(1));
    Require.output(op, "out", out, in);
  }

  @Override
  public String name() {
    return "poolRows";
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
