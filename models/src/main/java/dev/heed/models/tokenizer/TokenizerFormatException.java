package dev.heed.models.tokenizer;

import dev.heed.engine.error.HeedException;

/**
 * A tokenizer's file is damaged, contradicts itself, or needs something that Heed does not have.
 * The message names the file and the place in it, what came and what was expected.
 */
public final class TokenizerFormatException extends HeedException {
  private static final long serialVersionUID = 1L;

  public TokenizerFormatException(String message) {
    super(message);
  }

  public TokenizerFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
