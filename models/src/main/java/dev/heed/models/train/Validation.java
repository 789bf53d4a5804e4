package dev.heed.models.train;

/** Measures a model on data that it does not learn from. */
@FunctionalInterface
public interface Validation {
  /** Runs the model over all that data. The same parameters give the same measurement. */
  Measurement measure(Forward forward);

  /**
   * Runs those passes of a measurement that may take most memory, and measures nothing: asked
   * beforehand on a backend without memory, where whatever is read is 0. What it leaves out is not
   * in the memory that a {@link TrainingPlan} states; unless it is said otherwise, that is all.
   */
  default void runLargest(Forward forward) {}

  /**
   * What it measures, and on which data, such as a {@link dev.heed.models.data.DataChecksum} of
   * them: the best so far says nothing to another validation, and a training does not go on from a
   * checkpoint with it. Those that say nothing are taken for the same.
   */
  default String inWords() {
    return "of its own";
  }
}
