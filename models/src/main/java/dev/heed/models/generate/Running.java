package dev.heed.models.generate;

import dev.heed.models.arch.Chunk;
import dev.heed.models.arch.TokenSequence;

/** An answer whose sequence has its room: what of it has been computed. */
final class Running {
  private final Answer answer;
  private final TokenSequence sequence;

  Running(Answer answer, TokenSequence sequence) {
    this.answer = answer;
    this.sequence = sequence;
  }

  Answer answer() {
    return answer;
  }

  TokenSequence sequence() {
    return sequence;
  }

  /** True where the sequence has no room for the token that was chosen last. */
  boolean isFull() {
    return sequence.length() == sequence.limit();
  }

  /**
   * Tokens of the prompt that are still to be computed, and of an answer that had to wait those
   * that must be computed again; 0 where only the one that was chosen last is left.
   */
  int promptLeft() {
    int left = answer.size() - sequence.length();
    return left == 1 && answer.hasBegun() ? 0 : left;
  }

  /** The next tokens: of the prompt as many as there may be, or else the one that was chosen. */
  Chunk next(int most) {
    int from = sequence.length();
    int left = answer.size() - from;
    int count = promptLeft() == 0 ? left : Math.min(left, most);
    return new Chunk(
        sequence,
        answer.ids(from, from + count),
        count == left ? Chunk.Wanted.LAST : Chunk.Wanted.NONE);
  }

  /**
   * Takes what a pass gave.
   *
   * @return false where the answer has ended
   */
  boolean accept(float[] logits) {
    return logits.length == 0 || answer.choose(logits) >= 0; // Without logits the prompt goes on.
  }
}
