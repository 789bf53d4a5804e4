package dev.heed.models;

import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text that is too long for a model into pieces that it takes. */
final class TextPieces {
  private TextPieces() {}

  /**
   * The text in pieces of at most {@code room} tokens, in order and without gaps: one piece where
   * it fits. The cuts lie between words, but for a word that alone has more tokens than that.
   *
   * @param room at least 1
   */
  static List<String> of(String text, Tokenizer tokenizer, int room) {
    Encoding tokens = tokenizer.encode(text, EncodeOptions.DEFAULT.withoutSpecial().unlimited());
    if (tokens.size() <= room) {
      return List.of(text);
    }
    List<String> pieces = new ArrayList<>();
    int start = 0;
    int from = 0;
    while (tokens.size() - from > room) {
      int to = lastWordStart(tokens.words(), from, from + room);
      int end = tokens.starts()[to];
      pieces.add(text.substring(start, end));
      start = end;
      from = to;
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  /** The last place up to {@code to} at which a word starts; {@code to} where none does. */
  private static int lastWordStart(int[] words, int from, int to) {
    for (int t = to; t > from; t--) {
      if (words[t] != words[t - 1]) {
        return t;
      }
    }
    return to;
  }
}
