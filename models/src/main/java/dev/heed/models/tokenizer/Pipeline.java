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
   * The same, but what {@code wanted} holds for of the tokens that are found in any text is found
   * only where special ones are.
   */
  Pipeline scoping(Predicate<String> wanted);
}
