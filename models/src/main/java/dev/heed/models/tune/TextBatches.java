package dev.heed.models.tune;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.train.Batches;
import dev.heed.models.train.TrainingBatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Texts in the steps of a plan, another one each epoch: such as those of like length together, and
 * in parts where a step has more tokens than are computed at once ({@link
 * dev.heed.models.data.TokenBudget#steps}).
 *
 * @param <T> what the objective compares with
 */
final class TextBatches<T> implements Batches<T> {
  /** Which texts a step has, and in which parts it is computed, by their lengths in tokens. */
  interface Plan {
    List<List<int[]>> steps(int[] lengths, long seed, int epoch);
  }

  private final IntFunction<List<EncodedText>> texts;
  private final Function<int[], T> targets;
  private final Plan plan;
  private final long seed;
  private int epoch = -1;
  private @Nullable StepParts<T> planned;

  /**
   * @param texts of an epoch
   * @param targets of some of them, by their numbers
   * @param plan of the steps of an epoch
   * @param seed of the order
   */
  TextBatches(
      IntFunction<List<EncodedText>> texts, Function<int[], T> targets, Plan plan, long seed) {
    this.texts = texts;
    this.targets = targets;
    this.plan = plan;
    this.seed = seed;
  }

  @Override
  public List<TrainingBatch<T>> epoch(int wanted) {
    return planned(wanted).batches();
  }

  @Override
  public List<List<TrainingBatch<T>>> steps(int wanted, int accumulation) {
    return planned(wanted).steps(accumulation);
  }

  private StepParts<T> planned(int wanted) {
    StepParts<T> known = planned;
    if (known == null || wanted != epoch) {
      List<EncodedText> all = texts.apply(wanted);
      int[] lengths = all.stream().mapToInt(EncodedText::size).toArray();
      known = new StepParts<>(plan.steps(lengths, seed, wanted), numbers -> batch(all, numbers));
      planned = known;
      epoch = wanted;
    }
    return known;
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

  /** The word that each of their tokens belongs to, [tokens]. */
  static int[] words(List<EncodedText> all, int[] numbers) {
    return Arrays.stream(numbers).flatMap(n -> Arrays.stream(all.get(n).words())).toArray();
  }
}
