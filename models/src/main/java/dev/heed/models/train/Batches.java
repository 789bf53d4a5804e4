package dev.heed.models.train;

import com.google.common.collect.Lists;
import java.util.List;

/**
 * The batches of a training, epoch by epoch.
 *
 * @param <T> what the objective compares with
 */
public interface Batches<T> {
  /**
   * The batches of one epoch, in their order; at least one. A function of the number alone: a
   * training that is resumed asks for the same again. The list may make each batch when it is asked
   * for it.
   *
   * @param epoch from 0
   */
  List<TrainingBatch<T>> epoch(int epoch);

  /**
   * The same, step by step: the gradients of a step's batches add up.
   *
   * @param epoch from 0
   * @param accumulation batches of a step, unless they are parts of one already: then steps that
   *     become one
   */
  default List<List<TrainingBatch<T>>> steps(int epoch, int accumulation) {
    return Lists.partition(epoch(epoch), accumulation);
  }
}
