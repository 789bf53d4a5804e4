package dev.heed.models.tune;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.train.Batches;
import dev.heed.models.train.TrainingBatch;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Texts of like length together, in another order each epoch.
 *
 * @param <T> what the objective compares with
 */
final class TextBatches<T> implements Batches<T> {
  private final IntFunction<List<EncodedText>> texts;
  private final Function<int[], T> targets;
  private final TokenBudget budget;
  private final long seed;
  private int epoch = -1;
  private List<TrainingBatch<T>> batches = List.of();

  /**
   * @param texts of an epoch
   * @param targets of some of them, by their numbers
   * @param budget of a batch
   * @param seed of the order
   */
  TextBatches(
      IntFunction<List<EncodedText>> texts,
      Function<int[], T> targets,
      TokenBudget budget,
      long seed) {
    this.texts = texts;
    this.targets = targets;
    this.budget = budget;
    this.seed = seed;
  }

  @Override
  public List<TrainingBatch<T>> epoch(int wanted) {
    if (wanted != epoch) {
      List<EncodedText> all = texts.apply(wanted);
      int[] lengths = all.stream().mapToInt(EncodedText::size).toArray();
      List<int[]> planned = budget.batches(lengths, seed, wanted);
      batches = new Lazily<>(planned, numbers -> batch(all, numbers));
      epoch = wanted;
    }
    return batches;
  }

  private TrainingBatch<T> batch(List<EncodedText> all, int[] numbers) {
    return new TrainingBatch<>(tokens(all, numbers), targets.apply(numbers), numbers);
  }

  /** Some texts, one after the other. */
  static TokenBatch tokens(List<EncodedText> all, int[] numbers) {
    List<EncodedText> some = Arrays.stream(numbers).mapToObj(all::get).toList();
    return TokenBatch.of(
        some.stream().map(EncodedText::ids).toList(),
        some.stream().map(EncodedText::types).toList());
  }

  /** Makes each when it is asked for. */
  private static final class Lazily<T> extends AbstractList<TrainingBatch<T>> {
    private final List<int[]> planned;
    private final Function<int[], TrainingBatch<T>> make;

    Lazily(List<int[]> planned, Function<int[], TrainingBatch<T>> make) {
      this.planned = planned;
      this.make = make;
    }

    @Override
    public TrainingBatch<T> get(int index) {
      return make.apply(planned.get(index));
    }

    @Override
    public int size() {
      return planned.size();
    }
  }
}
