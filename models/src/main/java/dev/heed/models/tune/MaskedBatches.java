package dev.heed.models.tune;

import com.google.common.collect.Lists;
import dev.heed.models.loss.MaskedTokens;
import dev.heed.models.loss.TokenMasking;
import dev.heed.models.train.Batches;
import dev.heed.models.train.TrainingBatch;
import java.util.Arrays;
import java.util.List;

/**
 * Batches of texts with some of their tokens hidden, others each epoch. Targets are [tokens]: what
 * a token was, or that it is not to be foretold.
 */
record MaskedBatches(Batches<?> texts, TokenMasking masking) implements Batches<int[]> {
  @Override
  public List<TrainingBatch<int[]>> epoch(int epoch) {
    return Lists.transform(texts.epoch(epoch), batch -> hidden(batch, epoch));
  }

  private TrainingBatch<int[]> hidden(TrainingBatch<?> batch, int epoch) {
    long[] numbers = Arrays.stream(batch.examples()).asLongStream().toArray();
    MaskedTokens masked = masking.of(batch.tokens(), epoch, numbers, null);
    return new TrainingBatch<>(masked.batch(), masked.targetOfEachToken(), batch.examples());
  }
}
