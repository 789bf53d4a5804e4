package dev.heed.models.loss;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.models.arch.TokenBatch;
import java.util.Arrays;

/**
 * What causal language modelling predicts, for {@link CrossEntropyLoss}: at each token the next one
 * of its sequence, and at the last of each nothing.
 */
public final class CausalTargets {
  private CausalTargets() {}

  /** [tokens]: {@link CrossEntropy#IGNORED} at the last token of each sequence. */
  public static int[] of(TokenBatch batch) {
    boolean[] all = new boolean[batch.ids().length];
    Arrays.fill(all, true);
    return of(batch, all);
  }

  /**
   * [tokens], where only some tokens count, such as those of an answer behind its question: {@link
   * CrossEntropy#IGNORED} where the next token does not, and at the last of each sequence.
   *
   * @param counted [tokens]: which are to be predicted
   */
  public static int[] of(TokenBatch batch, boolean[] counted) {
    int[] ids = batch.ids();
    if (counted.length != ids.length) {
      throw new IllegalArgumentException(
          "causal targets: %d marks of what counts for %d tokens"
              .formatted(counted.length, ids.length));
    }
    int[] targets = new int[ids.length];
    Arrays.fill(targets, CrossEntropy.IGNORED);
    SeqSpans spans = batch.spans();
    for (int s = 0; s < spans.count(); s++) {
      int end = spans.start(s) + spans.length(s);
      for (int t = spans.start(s) + 1; t < end; t++) {
        if (counted[t]) {
          targets[t - 1] = ids[t];
        }
      }
    }
    return targets;
  }
}
