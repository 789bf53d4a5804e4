package dev.heed.models.generate;

/**
 * A change to the logits before a token is chosen, such as the mask of a grammar. A step keeps no
 * array that it is given, and gives the same for the same history: or the same seed would no longer
 * give the same text.
 */
@FunctionalInterface
public interface LogitStep {
  /**
   * Changes scores [count] in place; −∞ bans a token.
   *
   * @param scores one per token id; may be longer than {@code count}
   * @param history the sequence, without the token that is to be chosen
   */
  void apply(float[] scores, int count, TokenHistory history);
}
