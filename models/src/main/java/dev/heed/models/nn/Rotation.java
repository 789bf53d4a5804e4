package dev.heed.models.nn;

import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.tensor.Tensor;

/**
 * Turns queries and keys by where they stand in the text.
 *
 * @param cosines F32 [positions, pairs]
 * @param sines F32 [positions, pairs]
 * @param positions I32 [tokens] of this pass
 * @param pairing which elements of a head are turned together
 */
public record Rotation(Tensor cosines, Tensor sines, Tensor positions, RotaryPairing pairing) {
  /**
   * In place: no gradient needs what was there.
   *
   * @param heads F32 [tokens, heads, headSize]
   */
  void apply(Pass pass, Tensor heads) {
    pass.run(new Rotate(heads, cosines, sines, positions, pairing, heads));
  }
}
