package dev.heed.models.tokenizer;

/** Turns one piece of text into tokens. */
interface TokenModel {
  /** Appends the tokens of text[from, to), which is not empty, to {@code out}. */
  void tokenize(AlignedText text, int from, int to, TokenBuffer out);
}
