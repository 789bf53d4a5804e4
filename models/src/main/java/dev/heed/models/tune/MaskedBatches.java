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
 *
 * @param texts whose targets are [tokens]: the word that each belongs to
 */
record MaskedBatches(Batches<int[]> texts, TokenMasking masking) implements Batches<int[]> {
  @Override
  public List<TrainingBatch<int[]>> epoch(int epoch) {
    return Lists.transform(texts.epoch(epoch), batch -> hidden(batch, epoch));
  }

  @Override
  public List<List<TrainingBatch<int[]>>> steps(int epoch, int accumulation) {
    return Lists.transform(
        texts.steps(epoch, accumulation),
        step -> Lists.transform(step, batch -> hidden(batch, epoch)));
  }

  private TrainingBatch<int[]> hidden(TrainingBatch<int[]> batch, int epoch) {
    long[] numbers = Arrays.stream(batch.examples()).asLongStream().toArray();
    MaskedTokens masked =
        masking.of(batch.tokens(), epoch, numbers, masking.wholeWords() ? batch.targets() : null);
    return new TrainingBatch<>(masked.batch(), masked.targetOfEachToken(), batch.examples());
  }
}
