package dev.heed.engine.op;

import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is added to the scores and which of them count.
 *
 * <p>Visibility decides which keys are read at all: what an invisible key or value row holds, NaN
 * too, never shows. A bias of −∞ gives its key the weight 0, but the key takes part in the formula.
 *
 * @param visibility which keys a query sees
 * @param bias F32 [count], added after scale and soft cap: one sequence after the other, each
 *     [heads, queries, keys], or [queries, keys] for all heads alike
 * @param alibi linear biases, one slope per head
 */
public record Masking(Visibility visibility, @Nullable Tensor bias, @Nullable AlibiSlopes alibi) {
  public static final Masking NONE = new Masking(Visibility.ALL, null, null);
  public static final Masking CAUSAL = new Masking(Visibility.CAUSAL, null, null);

  /** Visibility alone. */
  public static Masking of(Visibility visibility) {
    return new Masking(visibility, null, null);
  }
}
