package dev.heed.models.load;

import dev.heed.engine.tensor.DType;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.spec.CausalAttentionSpec;
import dev.heed.models.spec.DecoderPositions;
import dev.heed.models.spec.DecoderSpec;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

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
   * What it takes where quantized weights are kept as the file has them: about as much, since each
   * backend packs them in its own order.
   *
   * @param keeps types that are kept
   * @param twice names of a table that also gives the logits; none where no table does
   */
  DecoderNeed inBlocks(
      Collection<StoredTensor> tensors, Predicate<DType> keeps, List<String> twice) {
    long saved = 0;
    long read = 0;
    for (StoredTensor tensor : tensors) {
      DType blocks = StoredBlocks.of(tensor);
      if (blocks != null && keeps.test(blocks)) {
        long less = tensor.elements() * Float.BYTES - tensor.data().byteSize();
        saved += twice.contains(tensor.name()) ? 2 * less : less;
        read = Math.max(read, blocks.bytes(loading / Float.BYTES));
      } else if (tensor.shape().size() > 1) {
        read = loading;
      }
    }
    return new DecoderNeed(weights - saved, read);
  }
}
