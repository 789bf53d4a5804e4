package dev.heed.models.spec;

/**
 * Causal self-attention, in which several query heads may share a key head.
 *
 * @param heads of queries
 * @param keyHeads of keys and values; divides {@code heads}
 * @param headSize width of one
 * @param scale factor of the scores; 1/√headSize is usual
 * @param softCap c in c · tanh(score / c); 0 for none
 * @param inputBias whether the projections to queries, keys and values have a bias
 * @param outputBias whether the projection of what was found has one
 * @param headNorms whether queries and keys are normalised, head by head, before they are rotated
 */
public record CausalAttentionSpec(
    int heads,
    int keyHeads,
    int headSize,
    float scale,
    float softCap,
    boolean inputBias,
    boolean outputBias,
    boolean headNorms) {
  public CausalAttentionSpec {
    if (heads < 1 || headSize < 1 || heads > Limits.WIDTH / headSize) {
      throw new ModelException(
          "attention: %d heads of size %d are out of range".formatted(heads, headSize));
    }
    if (keyHeads < 1 || heads % keyHeads != 0) {
      throw new ModelException(
          "attention: %d query heads cannot share %d key heads; the first must be a multiple of the second"
              .formatted(heads, keyHeads));
    }
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new ModelException("attention: the scale %s is not positive".formatted(scale));
    }
    if (!(softCap >= 0) || Float.isInfinite(softCap)) {
      throw new ModelException(
          "attention: a soft cap of %s; expected 0 or more".formatted(softCap));
    }
  }

  /** 1/√headSize. */
  public static float usualScale(int headSize) {
    return (float) (1 / Math.sqrt(headSize));
  }
}
