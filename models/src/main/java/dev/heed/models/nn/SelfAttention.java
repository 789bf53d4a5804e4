package dev.heed.models.nn;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * [tokens, width] → [tokens, width]: every token attends to all tokens of its own sequence.
 *
 * @param heads how many; a head's size is width / heads
 * @param queryKeyValue one projection to [tokens, 3 · width]: queries, keys, values side by side,
 *     so that the input is read once
 * @param out projection of what the heads found
 */
public record SelfAttention(int heads, Dense queryKeyValue, Dense out) {
  /**
   * Into a new tensor.
   *
   * @param name under which the softmax weights are announced, such as {@code attentions.0}
   */
  public Tensor apply(Pass pass, Tensor in, String name) {
    int tokens = in.size(0);
    int width = in.size(1);
    int headSize = width / heads;
    Tensor qkv = queryKeyValue.apply(pass, in);
    Tensor found = pass.take(tokens, width);
    @Nullable Tensor weights =
        pass.isWanted(name)
            ? pass.take(AttentionWeights.count(heads, pass.spans(), pass.spans()))
            : null;
    pass.run(
        new Attention(
            qkv.slice(1, 0, width).splitLast(heads),
            qkv.slice(1, width, 2 * width).splitLast(heads),
            qkv.slice(1, 2 * width, 3 * width).splitLast(heads),
            pass.spans(),
            pass.spans(),
            Masking.NONE,
            (float) (1 / Math.sqrt(headSize)),
            0,
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
