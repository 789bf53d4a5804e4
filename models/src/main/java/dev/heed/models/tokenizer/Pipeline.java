package dev.heed.models.tokenizer;

import java.util.function.Predicate;

/** The road from a text to its tokens, without what stands round them. */
interface Pipeline {
  /**
   * The tokens of {@code text}; once there are {@code enough}, the rest of it may be left out.
   *
   * @param special where special tokens are recognised
   */
  TokenBuffer encode(String text, SpecialScope special, int enough);

  /**
   * The tokens of one of the words that a text was cut into before: as if it stood in the middle of
   * the text.
   */
  default TokenBuffer encodeWord(String word, SpecialScope special, int enough) {
    return encode(word, special, enough);
  }

  /**
   * The same, but what {@code wanted} holds for of the tokens that are found in any text is found
   * only where special ones are.
   */
  Pipeline scoping(Predicate<String> wanted);
}
