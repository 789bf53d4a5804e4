package dev.heed.models.tokenizer;

import java.util.Objects;

/**
 * A part of a text, for {@link Tokenizer#encode(java.util.List, EncodeOptions)}.
 *
 * @param parseSpecial whether special tokens written in it are recognised: for what a chat template
 *     wrote, not for what a user typed
 */
public record TextSegment(String text, boolean parseSpecial) {
  public TextSegment {
    Objects.requireNonNull(text, "text");
  }

  /** Text that a program wrote, special tokens and all. */
  public static TextSegment template(String text) {
    return new TextSegment(text, true);
  }

  /** Text from elsewhere: whatever it says, it is only text. */
  public static TextSegment plain(String text) {
    return new TextSegment(text, false);
  }
}
