package dev.heed.app.training;

import dev.heed.models.train.StepReport;

/**
 * The loss and the speed of the last steps, smoothed so that they can be read while they change.
 */
final class Pace {
  /** Over about ten steps. */
  private static final double LOSS_DECAY = 0.9;

  /** Over about fifty: lengths of batches differ. */
  private static final double SPEED_DECAY = 0.98;

  private double losses;
  private double lossWeight;
  private double tokens;
  private double seconds;

  void add(StepReport report) {
    if (Double.isFinite(report.loss())) {
      losses = LOSS_DECAY * losses + report.loss();
      lossWeight = LOSS_DECAY * lossWeight + 1;
    }
    tokens = SPEED_DECAY * tokens + report.tokens();
    seconds = SPEED_DECAY * seconds + report.seconds();
  }

  /** NaN before the first. */
  double loss() {
    return losses / lossWeight;
  }

  /** NaN before the first. */
  double tokensPerSecond() {
    return tokens / seconds;
  }
}
