package dev.heed.models.loss;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.models.arch.TokenBatch;
import java.util.Arrays;

/**
 * A batch with some of its tokens hidden, and what they were.
 *
 * @param batch what the model is given
 * @param rows the tokens to predict, ascending; none where the batch has special tokens alone
 * @param targets what they were: [rows.length]
 */
public record MaskedTokens(TokenBatch batch, int[] rows, int[] targets) {
  public MaskedTokens {
    if (rows.length != targets.length) {
      throw new IllegalArgumentException(
          "masked tokens: %d targets for %d rows".formatted(targets.length, rows.length));
    }
  }

  /** [tokens]: what a token was, {@link CrossEntropy#IGNORED} where it is not to be predicted. */
  public int[] targetOfEachToken() {
    int[] all = new int[batch.ids().length];
    Arrays.fill(all, CrossEntropy.IGNORED);
    for (int i = 0; i < rows.length; i++) {
      all[rows[i]] = targets[i];
    }
    return all;
  }
}
