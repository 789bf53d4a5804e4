package dev.heed.models.tokenizer;

/** The road from a text to its tokens, without what stands round them. */
interface Pipeline {
  /**
   * The tokens of {@code text}; once there are {@code enough}, the rest of it may be left out.
   *
   * @param special where special tokens are recognised
   */
  TokenBuffer encode(String text, SpecialScope special, int enough);
}
