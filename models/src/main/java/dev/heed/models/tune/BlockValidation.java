package dev.heed.models.tune;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.DataChecksum;
import dev.heed.models.data.DataException;
import dev.heed.models.loss.Losses;
import dev.heed.models.train.Forward;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.Objective;
import dev.heed.models.train.Validation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well a text is foretold: all of it in blocks, one behind the other, each read afresh; the
 * mean of −ln p over all tokens but the first and those that fill no block.
 *
 * @param atOnce blocks of a pass: as many as are learned at once, so that measuring takes no more
 *     memory than learning
 */
record BlockValidation(int[] tokens, int block, int atOnce, Objective<int[]> objective)
    implements Validation {

  BlockValidation {
    if (tokens.length <= block) {
      throw new DataException(
          "a text of %,d tokens to validate on has no block of %,d and one behind it; take a smaller block, or more text"
              .formatted(tokens.length, block));
    }
  }

  @Override
  public Measurement measure(Forward forward) {
    int blocks = blocks();
    double sum = 0;
    for (int from = 0; from < blocks; from += atOnce) {
      Losses losses = losses(forward, from, Math.min(from + atOnce, blocks));
      for (float loss : forward.read(losses.values())) {
        sum += loss;
      }
    }
    double mean = sum / ((double) blocks * block);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("loss", mean);
    values.put("perplexity", Math.exp(mean));
    values.put("tokens", (long) blocks * block);
    return new Measurement("loss", mean, false, values);
  }

  @Override
  public void runLargest(Forward forward) {
    losses(forward, 0, Math.min(atOnce, blocks()));
  }

  @Override
  public String inWords() {
    return "%d tokens in blocks of %d (%s)"
        .formatted(tokens.length, block, new DataChecksum().add(tokens));
  }

  private int blocks() {
    return (tokens.length - 1) / block;
  }

  /** Of some blocks, by their numbers. */
  private Losses losses(Forward forward, int from, int to) {
    List<int[]> sequences = new ArrayList<>();
    for (int b = from; b < to; b++) {
      sequences.add(Arrays.copyOfRange(tokens, b * block, (b + 1) * block));
    }
    int[] targets = Arrays.copyOfRange(tokens, from * block + 1, to * block + 1);
    TokenBatch batch = TokenBatch.of(sequences);
    return objective.losses(forward.look(batch.spans()), batch, targets);
  }
}
