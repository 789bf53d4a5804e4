package dev.heed.models.nn;

import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.op.Attention;
import dev.heed.engine.tensor.SeqSpans;

/** The softmax weights of an attention that is watched. */
final class AttentionWeights {
  private AttentionWeights() {}

  /** How many: one for each head and pair of query and key. */
  static int count(int heads, SeqSpans queries, SeqSpans keys) {
    long pairs = Attention.pairs(queries, keys);
    if (pairs > Integer.MAX_VALUE / heads) {
      throw new MemoryLimitException(
          "the attention weights of %,d heads over %,d pairs of tokens do not fit a tensor, which has at most %,d elements; watch shorter or fewer sequences at once"
              .formatted(heads, pairs, Integer.MAX_VALUE));
    }
    return heads * (int) pairs;
  }
}
