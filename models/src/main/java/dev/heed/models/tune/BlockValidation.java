package dev.heed.models.tune;

import dev.heed.models.arch.TokenBatch;
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
 */
record BlockValidation(int[] tokens, int block, Objective<int[]> objective) implements Validation {
  private static final int TOKENS_AT_ONCE = 2048;

  BlockValidation {
    if (tokens.length <= block) {
      throw new DataException(
          "a text of %,d tokens to validate on has no block of %,d and one behind it"
              .formatted(tokens.length, block));
    }
  }

  @Override
  public Measurement measure(Forward forward) {
    int blocks = (tokens.length - 1) / block;
    int atOnce = Math.max(1, TOKENS_AT_ONCE / block);
    double sum = 0;
    for (int from = 0; from < blocks; from += atOnce) {
      int to = Math.min(from + atOnce, blocks);
      List<int[]> sequences = new ArrayList<>();
      for (int b = from; b < to; b++) {
        sequences.add(Arrays.copyOfRange(tokens, b * block, (b + 1) * block));
      }
      int[] targets = Arrays.copyOfRange(tokens, from * block + 1, to * block + 1);
      TokenBatch batch = TokenBatch.of(sequences);
      Losses losses = objective.losses(forward.look(batch.spans()), batch, targets);
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
}
