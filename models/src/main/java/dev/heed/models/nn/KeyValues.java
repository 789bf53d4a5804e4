package dev.heed.models.nn;

import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one layer remembers of the tokens before, and where those of this pass go.
 *
 * @param keys F32, F16 or BF16 [rows, keyHeads · headSize]
 * @param values of the same type and shape
 * @param places I32 [tokens]: row of each token of this pass
 * @param spans rows of each sequence, the tokens of this pass included
 * @param rotation of queries and keys, or null
 */
public record KeyValues(
    Tensor keys, Tensor values, Tensor places, SeqSpans spans, @Nullable Rotation rotation)
    implements AttentionMemory {
  @Override
  public Rows with(Pass pass, Tensor newKeys, Tensor newValues) {
    pass.run(new ScatterRows(newKeys, places, keys));
    pass.run(new ScatterRows(newValues, places, values));
    return new Rows(keys, values, spans);
  }
}
