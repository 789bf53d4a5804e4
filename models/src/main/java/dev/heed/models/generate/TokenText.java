package dev.heed.models.generate;

/** The text of an answer, token by token. Not thread-safe. */
public interface TokenText {
  /** The text that is certain with the next token; may be empty. */
  String push(int id);

  /** What was held back, at the end. */
  String finish();
}
