package dev.heed.models.nn;

import dev.heed.engine.tensor.Tensor;

/**
 * [tokens, width] → [tokens, width]: down(f(up(x))).
 *
 * @param up to the inner width, with f
 * @param down back again
 */
public record FeedForward(Dense up, Dense down) implements Mlp {
  @Override
  public Tensor apply(Pass pass, Tensor in) {
    Tensor inner = up.apply(pass, in);
    Tensor out = down.apply(pass, inner);
    pass.release(inner);
    return out;
  }
}
