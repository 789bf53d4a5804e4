package dev.heed.models;

/** What becomes of a prompt that leaves no room for its answer in the context. */
public enum LongPrompt {
  /** It is an error, which tells both numbers. */
  REFUSE,
  /**
   * Its first tokens are left out, but for the one that begins texts, so that the answer that was
   * asked for has room, or half of the context where none was named.
   */
  KEEP_END
}
