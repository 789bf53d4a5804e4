package dev.heed.models.tune;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Pass;
import dev.heed.models.train.Objective;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The cross-entropy of the hidden tokens, [hidden]. Only they go through the head: of 100 products
 * with a vocabulary 85 would be for nothing.
 *
 * @param share of tokens that are hidden
 */
record MaskedObjective(LearnedEncoder model, double share) implements Objective<int[]> {
  @Override
  public Losses losses(Pass pass, TokenBatch tokens, int[] targets) {
    int[] rows =
        IntStream.range(0, targets.length)
            .filter(t -> targets[t] != CrossEntropy.IGNORED)
            .toArray();
    int[] hidden = Arrays.stream(rows).map(t -> targets[t]).toArray();
    return CrossEntropyLoss.PLAIN.of(pass, model.logits(pass, tokens, rows), hidden);
  }

  @Override
  public String inWords() {
    return "cross-entropy of hidden tokens, a share of " + share;
  }
}
