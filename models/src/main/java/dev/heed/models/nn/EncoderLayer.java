package dev.heed.models.nn;

import dev.heed.engine.tensor.Tensor;

/**
 * x = norm(x + attention(x)); x = norm(x + feedForward(x)): the post-norm layer of the original
 * Transformer (Vaswani et al., 2017), in place.
 */
public record EncoderLayer(
    SelfAttention attention, RowNorm attentionNorm, FeedForward feedForward, RowNorm outputNorm) {
  /**
   * Runs the layer in place.
   *
   * @param x [tokens, width], replaced by the layer's output
   * @param attentionName under which the softmax weights are announced
   */
  public void apply(Pass pass, Tensor x, String attentionName) {
    Tensor attended = attention.apply(pass, x, attentionName);
    attentionNorm.applyToSum(pass, x, attended);
    pass.release(attended);
    Tensor fed = feedForward.apply(pass, x);
    outputNorm.applyToSum(pass, x, fed);
    pass.release(fed);
  }
}
