package dev.heed.models.nn;

import dev.heed.engine.op.Combine;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x = x + attention(norm(x)); x = x + feedForward(norm(x)): the pre-norm layer of decoders, in
 * place. Where there are branch norms, what a branch gives is normalised before it is added.
 */
public record DecoderLayer(
    RowNorm attentionNorm,
    CausalAttention attention,
    @Nullable RowNorm attentionBranchNorm,
    RowNorm feedForwardNorm,
    Mlp feedForward,
    @Nullable RowNorm feedForwardBranchNorm) {
  /**
   * Runs the layer in place.
   *
   * @param x [tokens, width], replaced by the layer's output
   * @param memory of this layer
   * @param attentionName under which the softmax weights are announced
   */
  public void apply(Pass pass, Tensor x, KeyValues memory, String attentionName) {
    Tensor normed = attentionNorm.of(pass, x);
    Tensor attended = attention.apply(pass, normed, memory, attentionName);
    if (attentionBranchNorm != null) {
      attentionBranchNorm.apply(pass, attended);
    }
    feedForwardNorm.ofSum(pass, x, attended, normed);
    pass.release(attended);
    Tensor fed = feedForward.apply(pass, normed);
    pass.release(normed);
    if (feedForwardBranchNorm != null) {
      feedForwardBranchNorm.apply(pass, fed);
    }
    pass.run(Combine.sum(x, fed, x));
    pass.release(fed);
  }
}
