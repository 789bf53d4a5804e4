package dev.heed.models.generate;

import dev.heed.models.arch.Chunk;
import dev.heed.models.arch.TokenSequence;
import java.util.Arrays;

/** An answer whose sequence has its room: what of it has been computed. */
final class Running {
  private final Answer answer;
  private final TokenSequence sequence;

  /** The token that was chosen last; −1 while the prompt is computed. */
  private int chosen = -1;

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

  /** Tokens of the prompt that are still to be computed. */
  int promptLeft() {
    return chosen < 0 ? answer.promptIds().length - sequence.length() : 0;
  }

  /** The next tokens: of the prompt as many as there may be, or else the one that was chosen. */
  Chunk next(int most) {
    int left = promptLeft();
    if (left == 0) {
      return Chunk.of(sequence, chosen);
    }
    int from = sequence.length();
    int count = Math.min(left, most);
    return new Chunk(
        sequence,
        Arrays.copyOfRange(answer.promptIds(), from, from + count),
        count == left ? Chunk.Wanted.LAST : Chunk.Wanted.NONE);
  }

  /**
   * Takes what a pass gave.
   *
   * @return false where the answer has ended
   */
  boolean accept(float[] logits) {
    if (logits.length == 0) {
      return true; // The prompt goes on.
    }
    chosen = answer.choose(logits);
    return chosen >= 0;
  }
}
