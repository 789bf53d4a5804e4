package dev.heed.bench.generate;

import dev.heed.engine.tensor.DType;
import dev.heed.models.spec.CausalAttentionSpec;
import dev.heed.models.spec.DecoderSpec;

/**
 * What a decoder must compute and read, whoever does it: products and attention alone, each visible
 * key once.
 *
 * @param weightBytes of all tensors as the file has them; the table of word embeddings, which also
 *     gives the logits, once
 */
record Cost(DecoderSpec spec, long weightBytes) {

  /** Operations of a prompt in one pass, with logits of its last token alone. */
  double prefillFlops(int tokens) {
    CausalAttentionSpec attention = spec.attention();
    double width = spec.width();
    double found = attention.heads() * attention.headSize();
    double inner = spec.feedForward().width();
    double linear =
        width * (found + 2.0 * spec.keyWidth())
            + found * width
            + (spec.feedForward().gated() ? 3 : 2) * inner * width;
    double visible = tokens * (tokens + 1.0) / 2;
    double layer = 2 * tokens * linear + 4 * visible * found;
    return spec.layers().size() * layer + 2.0 * spec.vocabulary() * width;
  }

  /**
   * Bytes that a step reads: all weights, and the keys and values of all tokens up to its own. The
   * mean over so many steps.
   *
   * @param prompt tokens before the first step
   * @param stored type of keys and values
   */
  double decodeBytes(int prompt, int steps, DType stored) {
    double seen = prompt + (steps + 1) / 2.0;
    return weightBytes + seen * spec.layers().size() * 2.0 * stored.bytes(spec.keyWidth());
  }
}
