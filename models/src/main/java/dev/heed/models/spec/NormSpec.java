package dev.heed.models.spec;

import dev.heed.engine.op.NormKind;

/**
 * How rows are normalised.
 *
 * @param kind layer or RMS
 * @param epsilon added under the root
 */
public record NormSpec(NormKind kind, float epsilon) {
  public NormSpec {
    if (!(epsilon >= 0 && epsilon < 1)) {
      throw new ModelException("norm: epsilon %s is not in [0, 1)".formatted(epsilon));
    }
  }
}
