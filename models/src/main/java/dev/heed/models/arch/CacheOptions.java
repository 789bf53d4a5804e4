package dev.heed.models.arch;

import dev.heed.engine.tensor.DType;

/**
 * What a session keeps of its sequences' keys and values.
 *
 * @param tokens of all its sequences together
 * @param longest most tokens of one sequence
 * @param sequences most that are open at once
 * @param chunk most tokens of one sequence in one pass
 * @param storage F32, F16 or BF16; attention reads what was rounded, in every pass
 */
public record CacheOptions(int tokens, int longest, int sequences, int chunk, DType storage) {
  /** Tokens of a pass that keep a processor busy, and whose activations stay in its caches. */
  public static final int USUAL_CHUNK = 256;

  public CacheOptions {
    if (tokens < 1 || longest < 1 || sequences < 1 || chunk < 1) {
      throw new IllegalArgumentException(
          "a cache of %,d tokens for %,d sequences of up to %,d, %,d in a pass; expected 1 or more of each"
              .formatted(tokens, sequences, longest, chunk));
    }
    if (longest > tokens) {
      throw new IllegalArgumentException(
          "a cache of %,d tokens does not hold a sequence of %,d".formatted(tokens, longest));
    }
    if (!storage.isFloating()) {
      throw new IllegalArgumentException(
          "a cache stores keys and values as F32, F16 or BF16; not as " + storage);
    }
  }

  /** One sequence, which may have all the tokens, keys and values in F32. */
  public static CacheOptions of(int tokens) {
    return new CacheOptions(tokens, tokens, 1, USUAL_CHUNK, DType.F32);
  }

  /** With sequences of no more tokens than this. */
  public CacheOptions withLongest(int most) {
    return new CacheOptions(tokens, most, sequences, chunk, storage);
  }

  /** For more sequences at once. */
  public CacheOptions withSequences(int count) {
    return new CacheOptions(tokens, longest, count, chunk, storage);
  }

  /** With another number of tokens in a pass. */
  public CacheOptions withChunk(int most) {
    return new CacheOptions(tokens, longest, sequences, most, storage);
  }

  /** With another element type. */
  public CacheOptions withStorage(DType type) {
    return new CacheOptions(tokens, longest, sequences, chunk, type);
  }
}
