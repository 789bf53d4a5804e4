package dev.heed.models.generate;

import org.jspecify.annotations.Nullable;

/**
 * An answer in the making. One thread at a time reads it; {@link #cancel} may come from any, at any
 * time and any number of times.
 */
public interface TokenSource {
  /**
   * Waits for the next token; null at the end, which it then always is. A failure is thrown, and
   * ends the answer: the source has given back what it held, and {@link #result} throws.
   */
  @Nullable GeneratedToken next();

  /**
   * Ends the answer and returns without waiting: a call of {@link #next} that is under way gives
   * null as soon as it can, and so do later ones. Does nothing after the end.
   */
  void cancel();

  /**
   * The answer, once {@link #next} has given null: what there was of it where it was cancelled.
   *
   * @throws IllegalStateException before that
   */
  GenerationResult result();
}
