package dev.heed.models.spec;

import dev.heed.engine.op.NormKind;

/**
 * How rows are normalised in a decoder.
 *
 * @param kind layer (with a bias) or RMS (without)
 * @param epsilon added under the root
 * @param offset added to every stored weight: 1 where a family stores what exceeds 1 (Gemma)
 */
public record DecoderNormSpec(NormKind kind, float epsilon, float offset) {
  public DecoderNormSpec {
    if (!(epsilon >= 0 && epsilon < 1)) {
      throw new ModelException("norm: epsilon %s is not in [0, 1)".formatted(epsilon));
    }
  }
}
