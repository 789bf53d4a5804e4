package dev.heed.models.nn;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * [tokens, width] → [tokens, width]: every token attends to itself and to what its sequence
 * remembers of the tokens before.
 *
 * @param heads of queries
 * @param keyHeads of keys and values
 * @param queryKeyValue one projection to queries, keys and values side by side, so that the input
 *     is read once: [tokens, (heads + 2 · keyHeads) · headSize]
 * @param queryNorm of each head's queries, or null
 * @param keyNorm of each head's keys, or null
 * @param scale factor of the scores
 * @param softCap of the scores; 0 for none
 * @param visibility all tokens before, or a window
 * @param out projection of what the heads found
 */
public record CausalAttention(
    int heads,
    int keyHeads,
    Dense queryKeyValue,
    @Nullable RowNorm queryNorm,
    @Nullable RowNorm keyNorm,
    float scale,
    float softCap,
    Visibility visibility,
    Dense out) {
  /**
   * Into a new tensor.
   *
   * @param memory of this layer; the tokens of this pass are added
   * @param name under which the softmax weights are announced, such as {@code attentions.0}
   */
  public Tensor apply(Pass pass, Tensor in, AttentionMemory memory, String name) {
    Tensor qkv = queryKeyValue.apply(pass, in);
    int headSize = qkv.size(1) / (heads + 2 * keyHeads);
    int keysAt = heads * headSize;
    int valuesAt = keysAt + keyHeads * headSize;
    Tensor queries = qkv.slice(1, 0, keysAt).splitLast(heads);
    Tensor keys = qkv.slice(1, keysAt, valuesAt).splitLast(keyHeads);
    if (queryNorm != null && keyNorm != null) {
      queries = queryNorm.apply(pass, queries);
      keys = keyNorm.apply(pass, keys);
    }
    Rotation rotation = memory.rotation();
    if (rotation != null) {
      rotation.apply(pass, queries);
      rotation.apply(pass, keys);
    }
    AttentionMemory.Rows seen =
        memory.with(pass, keys.joinLast(), qkv.slice(1, valuesAt, qkv.size(1)));
    Tensor found = pass.take(in.size(0), keysAt);
    @Nullable Tensor weights =
        pass.isWanted(name)
            ? pass.take(AttentionWeights.count(heads, pass.spans(), seen.spans()))
            : null;
    pass.run(
        new Attention(
            queries,
            seen.keys().splitLast(keyHeads),
            seen.values().splitLast(keyHeads),
            pass.spans(),
            seen.spans(),
            Masking.of(visibility),
            scale,
            softCap,
            found.splitLast(heads),
            null,
            weights,
            pass.attentionDropout()));
    pass.release(qkv);
    if (weights != null) {
      pass.announce(name, Observer.Rows.ATTENTION, weights);
      pass.release(weights);
    }
    Tensor result = out.apply(pass, found);
    pass.release(found);
    return result;
  }
}
