package dev.heed.models.spec;

/**
 * Self-attention in which every query head has a key head of its own.
 *
 * @param heads how many
 * @param headSize width of one; the scale of the scores is 1/√headSize
 */
public record AttentionSpec(int heads, int headSize) {
  public AttentionSpec {
    if (heads < 1 || headSize < 1 || heads > Limits.WIDTH / headSize) {
      throw new ModelException(
          "attention: %d heads of size %d are out of range".formatted(heads, headSize));
    }
  }
}
