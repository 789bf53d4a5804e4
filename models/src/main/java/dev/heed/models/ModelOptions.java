package dev.heed.models;

import dev.heed.engine.Backend;
import org.jspecify.annotations.Nullable;

/**
 * How a model is loaded and run.
 *
 * @param backend where; it must stay open longer than the model. Null opens the best one that is
 *     installed (or what {@code heed.backend} names) and closes it with the model
 * @param maxTokens longer texts are cut; 0 for the model's own limit
 * @param tokensPerBatch texts are run together until they have this many tokens: bounds memory.
 *     Several such batches run at once on the backend's threads
 * @param concurrency most batches, of one caller or several, that are computed at once; who waits
 *     meanwhile with few tokens is computed together with others who wait
 */
public record ModelOptions(
    @Nullable Backend backend, int maxTokens, int tokensPerBatch, int concurrency) {
  /** Best backend, the model's limit, 1,024 tokens at a time, a caller per processor. */
  public static final ModelOptions DEFAULT =
      new ModelOptions(null, 0, 1024, Math.max(2, Runtime.getRuntime().availableProcessors()));

  public ModelOptions {
    if (maxTokens < 0 || tokensPerBatch < 1 || concurrency < 1) {
      throw new IllegalArgumentException(
          "maxTokens must be at least 0, tokensPerBatch and concurrency at least 1; were %d, %d and %d"
              .formatted(maxTokens, tokensPerBatch, concurrency));
    }
  }

  /** The same on this backend, which the caller closes after the model. */
  public ModelOptions withBackend(Backend open) {
    return new ModelOptions(open, maxTokens, tokensPerBatch, concurrency);
  }

  /** The same with texts cut to this many tokens, special tokens included. */
  public ModelOptions withMaxTokens(int most) {
    return new ModelOptions(backend, most, tokensPerBatch, concurrency);
  }

  /** The same with this many tokens run together. */
  public ModelOptions withTokensPerBatch(int tokens) {
    return new ModelOptions(backend, maxTokens, tokens, concurrency);
  }

  /** The same with this many callers at once. */
  public ModelOptions withConcurrency(int callers) {
    return new ModelOptions(backend, maxTokens, tokensPerBatch, callers);
  }
}
