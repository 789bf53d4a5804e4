package dev.heed.models.nn;

import dev.heed.engine.tensor.Tensor;

/**
 * x = norm(x + attention(x)); x = norm(x + feedForward(x)): the post-norm layer of the original
 * Transformer (Vaswani et al., 2017).
 */
public record EncoderLayer(
    SelfAttention attention, RowNorm attentionNorm, FeedForward feedForward, RowNorm outputNorm) {
  /**
   * The layer's output, over x where that may be.
   *
   * @param x [tokens, width]
   * @param attentionName under which the softmax weights are announced
   */
  public Tensor apply(Pass pass, Tensor x, String attentionName) {
    Tensor attended = attention.apply(pass, x, attentionName);
    pass.drop(attended);
    Tensor normed = attentionNorm.applyToSum(pass, x, attended);
    pass.release(attended);
    Tensor fed = feedForward.apply(pass, normed);
    pass.drop(fed);
    Tensor out = outputNorm.applyToSum(pass, normed, fed);
    pass.release(fed);
    return out;
  }
}
