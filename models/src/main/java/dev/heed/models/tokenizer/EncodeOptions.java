package dev.heed.models.tokenizer;

import org.jspecify.annotations.Nullable;

/**
 * How to encode.
 *
 * @param addSpecial add the special tokens that the model expects around a text ([CLS] … [SEP])
 * @param parseSpecial recognise special tokens that are written in the text. Off by default: a
 *     user's "[SEP]" is then five characters like any others, and cannot end the text that the
 *     program meant to send
 * @param maxTokens cut the text so that the encoding, special tokens included, has no more tokens
 *     than this; null means the tokenizer's default. A cut is reported in {@link
 *     Encoding#truncated()}
 */
public record EncodeOptions(boolean addSpecial, boolean parseSpecial, @Nullable Integer maxTokens) {
  public static final EncodeOptions DEFAULT = new EncodeOptions(true, false, null);

  public EncodeOptions {
    if (maxTokens != null && maxTokens < 0) {
      throw new IllegalArgumentException("maxTokens is " + maxTokens + "; expected 0 or more");
    }
  }

  /** These options without special tokens around the text. */
  public EncodeOptions withoutSpecial() {
    return new EncodeOptions(false, parseSpecial, maxTokens);
  }

  /**
   * These options, recognising special tokens written in the text: for text that the program itself
   * wrote.
   */
  public EncodeOptions parsingSpecial() {
    return new EncodeOptions(addSpecial, true, maxTokens);
  }

  /** These options with at most {@code limit} tokens. */
  public EncodeOptions limitedTo(int limit) {
    return new EncodeOptions(addSpecial, parseSpecial, limit);
  }

  /** These options without a limit, whatever the tokenizer's default is. */
  public EncodeOptions unlimited() {
    return limitedTo(Integer.MAX_VALUE);
  }
}
