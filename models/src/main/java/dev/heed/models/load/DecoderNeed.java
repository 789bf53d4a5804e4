package dev.heed.models.load;

import dev.heed.engine.Backend;
import dev.heed.engine.tensor.DType;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.spec.CausalAttentionSpec;
import dev.heed.models.spec.DecoderPositions;
import dev.heed.models.spec.DecoderSpec;

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
   * What it takes on a backend that keeps quantized weights as the file has them: about as much,
   * since each packs them in its own order.
   */
  DecoderNeed on(Backend backend, Checkpoint checkpoint) {
    long saved = 0;
    for (StoredTensor tensor : checkpoint.tensors()) {
      DType blocks = StoredBlocks.of(tensor);
      if (blocks != null && backend.packs(blocks)) {
        saved += tensor.elements() * Float.BYTES - tensor.data().byteSize();
      }
    }
    return new DecoderNeed(weights - saved, loading);
  }
}
