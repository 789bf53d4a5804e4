package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link PoolRows}: what each row of a sequence contributed to the sequence's one.
 * MEAN gives every row outGradient / length; CLS and LAST give it to one row; MAX gives each column
 * to the row that held the greatest value, the first of equals. Other rows get 0, those outside the
 * spans too.
 *
 * @param pooling how
 * @param in F32 [rows, width]: what was pooled; needed for MAX, else null
 * @param spans the sequences, none empty; no row in two sequences
 * @param outGradient F32 [sequences, width]
 * @param inGradient F32 [rows, width]
 */
public record PoolRowsGradient(
    Pooling pooling, @Nullable Tensor in, SeqSpans spans, Tensor outGradient, Tensor inGradient)
    implements Op.Gradient {

  public PoolRowsGradient {
    String op = "poolRowsGradient";
    Require.type(op, "outGradient", outGradient, DType.F32);
    Require.type(op, "inGradient", inGradient, DType.F32);
    Require.rank(op, "inGradient", inGradient, 2);
    Require.shape(op, "outGradient", outGradient, spans.count(), inGradient.size(1));
    Require.spansFit(op, "spans", spans, inGradient.size(0));
    if (!spans.isDisjoint()) {
      throw broken(op, "two sequences share rows: " + spans);
    }
    for (int s = 0; s < spans.count(); s++) {
      if (spans.length(s) == 0) {
        throw broken(op, "sequence %d is empty; there is nothing to pool".formatted(s));
      }
    }
    if (pooling == Pooling.MAX && in == null) {
      throw broken(op, "MAX needs in, to find the greatest values again");
    }
    if (in != null) {
      Require.type(op, "in", in, DType.F32);
      Require.sameShape(op, "in", in, "inGradient", inGradient);
    }
    Require.output(op, "inGradient", inGradient, in, outGradient);
  }

  @Override
  public String name() {
    return "poolRowsGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(in, outGradient);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(inGradient);
  }
}
