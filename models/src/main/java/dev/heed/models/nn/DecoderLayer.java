package dev.heed.models.nn;

import dev.heed.engine.op.Combine;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x = x + attention(norm(x)); x = x + feedForward(norm(x)): the pre-norm layer of decoders. Where
 * there are branch norms, what a branch gives is normalised before it is added.
 */
public record DecoderLayer(
    RowNorm attentionNorm,
    CausalAttention attention,
    @Nullable RowNorm attentionBranchNorm,
    RowNorm feedForwardNorm,
    Mlp feedForward,
    @Nullable RowNorm feedForwardBranchNorm) {
  /**
   * The layer's output, over x where that may be.
   *
   * @param x [tokens, width]
   * @param memory of this layer
   * @param attentionName under which the softmax weights are announced
   */
  public Tensor apply(Pass pass, Tensor x, AttentionMemory memory, String attentionName) {
    Tensor normed = attentionNorm.of(pass, x);
    Tensor attended = attention.apply(pass, normed, memory, attentionName);
    if (attentionBranchNorm != null) {
      attended = attentionBranchNorm.apply(pass, attended);
    }
    Tensor between = pass.over(normed);
    pass.drop(attended);
    Tensor sum = feedForwardNorm.ofSum(pass, x, attended, between);
    pass.release(attended);
    Tensor fed = feedForward.apply(pass, between);
    pass.release(between);
    if (feedForwardBranchNorm != null) {
      fed = feedForwardBranchNorm.apply(pass, fed);
    }
    pass.drop(fed);
    Tensor out = pass.over(sum);
    pass.run(Combine.sum(sum, fed, out));
    pass.release(fed);
    return out;
  }
}
