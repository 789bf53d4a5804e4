package dev.heed.models.train;

import java.nio.file.Path;

/**
 * Hears what happens in a training, on its thread. An exception from here ends the training as one
 * from inside would: the last checkpoint stays.
 */
public interface TrainingListener {
  /**
   * It begins.
   *
   * @param plan what it will do
   * @param done steps that were done before: those of the checkpoint that it goes on from, else 0
   */
  default void started(TrainingPlan plan, long done) {}

  /** A step was made. */
  default void stepped(StepReport report) {}

  /**
   * A validation was made.
   *
   * @param step after which
   * @param best whether it is the best so far
   */
  default void validated(long step, Measurement measurement, boolean best) {}

  /**
   * A checkpoint was written.
   *
   * @param step after which
   */
  default void saved(long step, Path file) {}

  /** It ended, not by an exception. */
  default void ended(TrainingResult result) {}
}
