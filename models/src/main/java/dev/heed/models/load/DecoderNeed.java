package dev.heed.models.load;

import dev.heed.engine.tensor.DType;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.spec.CausalAttentionSpec;
import dev.heed.models.spec.DecoderPositions;
import dev.heed.models.spec.DecoderSpec;
import java.util.List;
import java.util.Map;

/**
 * The memory that a decoder's weights take on a backend, in bytes, known before anything is loaded.
 *
 * @param weights all parameters as F32; a table that also gives the logits is there twice. A
 *     backend's private order may take more or less
 * @param loading taken besides while weights are packed: the largest matrix as it is read
 */
public record DecoderNeed(long weights, long loading) {
  /** What a model of these sizes takes. */
  public static DecoderNeed of(DecoderSpec spec) {
    CausalAttentionSpec attention = spec.attention();
    long width = spec.width();
    long inner = spec.feedForward().width();
    long found = (long) attention.heads() * attention.headSize();
    long qkv = (found + 2L * spec.keyWidth()) * width;
    long mlp = (spec.feedForward().gated() ? 3 : 2) * inner * width;
    long vectors = 8 * width + 2 * inner + qkv / width + 2L * attention.headSize();
    long positions =
        spec.positions() instanceof DecoderPositions.Learned learned ? learned.rows() * width : 0;
    long table = spec.vocabulary() * width;
    long elements =
        2 * table + positions + spec.layers().size() * (qkv + found * width + mlp + vectors);
    return new DecoderNeed(
        elements * Float.BYTES, Math.max(table, Math.max(qkv, inner * width)) * Float.BYTES);
  }

  /**
   * What it takes in a certain order.
   *
   * @param matrices of the decoder
   * @param tables modules of tables in which rows are looked up, with their elements
   * @param tensors of the checkpoint by their names
   */
  DecoderNeed in(
      WeightOrder order,
      List<DecoderMatrix> matrices,
      Map<String, Long> tables,
      Map<String, StoredTensor> tensors) {
    long saved = 0;
    long read = 0;
    for (DecoderMatrix matrix : matrices) {
      DType from = matrix.packedFrom(tensors, order::keeps);
      long floats = DType.F32.bytes(matrix.elements());
      saved += floats - order.bytes(from, matrix.rows(), matrix.columns());
      read = Math.max(read, from.bytes(matrix.elements()));
    }
    for (Map.Entry<String, Long> table : tables.entrySet()) {
      DType stored = DecoderMatrix.storedAs(table.getKey(), tensors);
      DType kept = order.keeps(stored) ? stored : DType.F32;
      saved += DType.F32.bytes(table.getValue()) - kept.bytes(table.getValue());
    }
    return new DecoderNeed(weights - saved, read);
  }
}
