package dev.heed.models;

import dev.heed.engine.Backend;
import dev.heed.engine.tensor.DType;
import dev.heed.models.arch.CacheOptions;
import org.jspecify.annotations.Nullable;

/**
 * How a generator is loaded and run.
 *
 * @param backend where; it must stay open longer than the generator. Null opens the best one that
 *     is installed (or what {@code heed.backend} names), with fast arithmetic unless {@code
 *     heed.compute} says otherwise, and closes it with the generator
 * @param contextTokens most tokens of prompt and answer together; 0 for what the model was made
 *     for, but no more than {@value #USUAL_CONTEXT}
 * @param cacheTokens tokens that are remembered of all answers together, those that have ended
 *     included; 0 for one context, and never more than {@code concurrency} contexts. Their memory
 *     is taken at the start: {@link dev.heed.models.arch.DecoderModel#sessionBytes} states it.
 *     Answers take their share as they grow; where there is no more, those that came last wait
 *     until others have ended, and what they had is computed again
 * @param concurrency most answers that are computed at once; who comes when there is no room waits
 * @param chunk most tokens of prompts that are computed in one pass: the less, the sooner others
 *     get their next token
 * @param storage of what is remembered: F32, or F16 or BF16 in half the memory
 * @param longPrompt what becomes of a prompt that is too long
 */
public record GeneratorOptions(
    @Nullable Backend backend,
    int contextTokens,
    int cacheTokens,
    int concurrency,
    int chunk,
    DType storage,
    LongPrompt longPrompt) {
  /** Tokens of the context where nothing is said: what they take stays within some 100 MB. */
  public static final int USUAL_CONTEXT = 4096;

  /**
   * Best backend, the model's context and room for one in the cache, which up to eight answers at
   * once share; long prompts are refused.
   */
  public static final GeneratorOptions DEFAULT =
      new GeneratorOptions(null, 0, 0, 8, CacheOptions.USUAL_CHUNK, DType.F32, LongPrompt.REFUSE);

  public GeneratorOptions {
    if (contextTokens < 0 || cacheTokens < 0 || concurrency < 1 || chunk < 1) {
      throw new IllegalArgumentException(
          "contextTokens and cacheTokens must be at least 0, concurrency and chunk at least 1; were %d, %d, %d and %d"
              .formatted(contextTokens, cacheTokens, concurrency, chunk));
    }
    if (cacheTokens > 0 && cacheTokens < contextTokens) {
      throw new IllegalArgumentException(
          "a cache of %d tokens does not hold a context of %d"
              .formatted(cacheTokens, contextTokens));
    }
  }

  /** The same on this backend, which the caller closes after the generator. */
  public GeneratorOptions withBackend(Backend open) {
    return new GeneratorOptions(
        open, contextTokens, cacheTokens, concurrency, chunk, storage, longPrompt);
  }

  /** The same with another context. */
  public GeneratorOptions withContextTokens(int tokens) {
    return new GeneratorOptions(
        backend, tokens, cacheTokens, concurrency, chunk, storage, longPrompt);
  }

  /** The same with another cache. */
  public GeneratorOptions withCacheTokens(int tokens) {
    return new GeneratorOptions(
        backend, contextTokens, tokens, concurrency, chunk, storage, longPrompt);
  }

  /** The same with this many answers at once. */
  public GeneratorOptions withConcurrency(int answers) {
    return new GeneratorOptions(
        backend, contextTokens, cacheTokens, answers, chunk, storage, longPrompt);
  }

  /** The same with another number of prompt tokens in a pass. */
  public GeneratorOptions withChunk(int tokens) {
    return new GeneratorOptions(
        backend, contextTokens, cacheTokens, concurrency, tokens, storage, longPrompt);
  }

  /** The same with what is remembered stored otherwise. */
  public GeneratorOptions withStorage(DType type) {
    return new GeneratorOptions(
        backend, contextTokens, cacheTokens, concurrency, chunk, type, longPrompt);
  }

  /** The same with long prompts treated otherwise. */
  public GeneratorOptions withLongPrompt(LongPrompt choice) {
    return new GeneratorOptions(
        backend, contextTokens, cacheTokens, concurrency, chunk, storage, choice);
  }
}
