package dev.heed.models.nn;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.tensor.Tensor;

/**
 * A change of low rank beside a weight that stays: out += scale · (in · aᵀ) · bᵀ (LoRA, Hu et al.,
 * 2021).
 *
 * @param firstRow row of the weight, and feature of the output, that the change begins at
 * @param a F32 [rank, in]
 * @param b F32 [features, rank]; 0 at first, so that nothing changes
 * @param scale alpha / rank
 * @param dropout rate at which the change's input is dropped while it is learned
 */
public record LowRank(int firstRow, Tensor a, Tensor b, float scale, float dropout) {
  /**
   * Adds the change.
   *
   * @param in [rows, in]
   * @param out [rows, out], what the weight itself gave
   */
  void addTo(Pass pass, Tensor in, Tensor out) {
    Tensor inner = pass.take(in.rows(), a.size(0));
    pass.run(new Linear(pass.dropped(in, dropout), a, null, Activation.IDENTITY, inner));
    Tensor part = out.slice(1, firstRow, firstRow + b.size(0));
    pass.run(new MatMul(inner, b, false, true, scale, 1, part));
    pass.release(inner);
  }
}
