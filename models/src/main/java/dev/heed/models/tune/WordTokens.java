package dev.heed.models.tune;

import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of a sentence that comes as words, each of which speaks through its first token.
 *
 * @param text the tokens
 * @param firsts [words]: the first token of each; {@link #NONE} for a word that has none, because
 *     it was cut off or nothing of it is left after normalization
 */
record WordTokens(EncodedText text, int[] firsts) {
  static final int NONE = -1;

  /**
   * Encodes words.
   *
   * @param maxTokens most tokens, special ones included; words behind that are cut off
   */
  static WordTokens of(Tokenizer tokenizer, List<String> words, int maxTokens) {
    Encoding encoding = tokenizer.encodeWords(words, EncodeOptions.DEFAULT.limitedTo(maxTokens));
    return new WordTokens(
        new EncodedText(encoding.ids(), encoding.typeIds(), encoding.words(), encoding.truncated()),
        encoding.firsts(words.size()));
  }

  /** Words that have no token. */
  int missed() {
    return (int) Arrays.stream(firsts).filter(first -> first == NONE).count();
  }
}
