package dev.heed.models.tune;

import com.google.common.collect.Lists;
import dev.heed.models.data.PairBudget;
import dev.heed.models.data.TextPair;
import dev.heed.models.data.TextPairs;
import dev.heed.models.train.Batches;
import dev.heed.models.train.TrainingBatch;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pairs, drawn and put together anew each epoch: all anchors, then all candidates of a batch. */
final class PairBatches implements Batches<PairBatches.Ranked> {
  /**
   * What a batch is compared by.
   *
   * @param anchors how many of its sequences are anchors, the first ones; the next are their
   *     positives, and negatives of all of them follow
   */
  record Ranked(int anchors) {}

  private final TextPairs pairs;
  private final List<EncodedText> texts;
  private final int[] lengths;
  private final PairBudget budget;
  private final long seed;
  private int epoch = -1;
  private List<TrainingBatch<Ranked>> batches = List.of();

  /**
   * @param texts of the pairs, by their numbers
   * @param budget of a batch
   * @param seed of what is drawn
   */
  PairBatches(TextPairs pairs, List<EncodedText> texts, PairBudget budget, long seed) {
    this.pairs = pairs;
    this.texts = texts;
    this.lengths = texts.stream().mapToInt(EncodedText::size).toArray();
    this.budget = budget;
    this.seed = seed;
  }

  @Override
  public List<TrainingBatch<Ranked>> epoch(int wanted) {
    if (wanted != epoch) {
      // Each is made when it is asked for.
      batches = Lists.transform(budget.batches(pairs, lengths, seed, wanted), this::batch);
      epoch = wanted;
    }
    return batches;
  }

  private TrainingBatch<Ranked> batch(List<TextPair> some) {
    IntStream anchors = some.stream().mapToInt(TextPair::anchor);
    IntStream candidates =
        Stream.concat(
                some.stream().map(TextPair::positive),
                some.stream().map(TextPair::negative).filter(text -> text != TextPair.NONE))
            .mapToInt(text -> text);
    return new TrainingBatch<>(
        TextBatches.tokens(texts, IntStream.concat(anchors, candidates).toArray()),
        new Ranked(some.size()),
        some.stream().mapToInt(TextPair::example).toArray());
  }
}
