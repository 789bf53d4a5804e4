package dev.heed.models.train;

import org.jspecify.annotations.Nullable;

/**
 * How a training ended.
 *
 * @param ending why
 * @param steps made in all
 * @param lastLoss of the last step; NaN where there was none
 * @param best the best validation, whose parameters the model has now; null without validation
 * @param bestStep after which it was; 0 without
 * @param seconds that this run took
 */
public record TrainingResult(
    Ending ending,
    long steps,
    double lastLoss,
    @Nullable Measurement best,
    long bestStep,
    double seconds) {
  /** Why a training ended. */
  public enum Ending {
    /** All steps were made. */
    COMPLETE,
    /** Validation had not become better for as long as was to be waited. */
    EARLY,
    /** It was asked to stop; the checkpoint, if a step was made, has all it needs to go on. */
    STOPPED
  }
}
