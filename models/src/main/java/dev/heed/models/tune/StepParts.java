package dev.heed.models.tune;

import com.google.common.collect.Lists;
import dev.heed.models.train.TrainingBatch;
import java.util.List;
import java.util.function.Function;

/**
 * The steps of an epoch, each in parts that are computed one after the other. A part is made when
 * it is asked for.
 *
 * @param planned the texts of each part of each step, by their numbers
 * @param make a batch of a part
 * @param <T> what the objective compares with
 */
record StepParts<T>(List<List<int[]>> planned, Function<int[], TrainingBatch<T>> make) {
  /** All parts. */
  List<TrainingBatch<T>> batches() {
    return made(planned);
  }

  /**
   * The steps.
   *
   * @param accumulation as many planned ones are one
   */
  List<List<TrainingBatch<T>>> steps(int accumulation) {
    return Lists.transform(Lists.partition(planned, accumulation), this::made);
  }

  private List<TrainingBatch<T>> made(List<List<int[]>> steps) {
    return Lists.transform(steps.stream().flatMap(List::stream).toList(), make::apply);
  }
}
