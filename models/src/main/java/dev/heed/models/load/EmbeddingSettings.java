package dev.heed.models.load;

import dev.heed.engine.op.Pooling;

/**
 * How an embedding model wants its states made into a vector.
 *
 * @param pooling of a text's states
 * @param normalize whether vectors are scaled to length 1
 * @param maxTokens longest text that it was made for; 0 for the limit of its positions
 * @param queryPrefix put before a question; may be empty
 * @param passagePrefix put before what is searched; may be empty
 */
public record EmbeddingSettings(
    Pooling pooling, boolean normalize, int maxTokens, String queryPrefix, String passagePrefix) {
  /** The mean over all tokens, scaled to length 1, without prefixes. */
  public static final EmbeddingSettings MEAN = new EmbeddingSettings(Pooling.MEAN, true, 0, "", "");
}
