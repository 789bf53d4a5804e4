package dev.heed.models.train;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be known of the batches of an epoch before a training, each of which is looked at
 * once: to make them may take reading a file.
 */
final class FirstEpoch<T> {
  private static final Comparator<TrainingBatch<?>> BY_TOKENS =
      Comparator.comparingInt(batch -> batch.tokens().ids().length);

  private static final Comparator<TrainingBatch<?>> BY_LENGTH =
      Comparator.comparingInt(batch -> batch.tokens().spans().longest());

  private long examples;
  private long tokens;
  private @Nullable TrainingBatch<T> most;
  private @Nullable TrainingBatch<T> longest;

  /** With one more. */
  void add(TrainingBatch<T> batch) {
    examples += batch.examples().length;
    tokens += batch.tokens().ids().length;
    most = greater(most, batch, BY_TOKENS.thenComparing(BY_LENGTH));
    longest = greater(longest, batch, BY_LENGTH.thenComparing(BY_TOKENS));
  }

  private static <T> TrainingBatch<T> greater(
      @Nullable TrainingBatch<T> before,
      TrainingBatch<T> batch,
      Comparator<TrainingBatch<?>> comparator) {
    return before != null && comparator.compare(before, batch) >= 0 ? before : batch;
  }

  /** Examples of all. */
  long examples() {
    return examples;
  }

  /** Tokens of all. */
  long tokens() {
    return tokens;
  }

  /**
   * One with the most tokens and one with the longest sequence.
   *
   * @throws TrainingException when there is none
   */
  List<TrainingBatch<T>> largest() {
    TrainingBatch<T> byTokens = most;
    TrainingBatch<T> byLength = longest;
    if (byTokens == null || byLength == null) {
      throw new TrainingException("there is no batch to learn from");
    }
    return List.of(byTokens, byLength);
  }
}
