package dev.heed.models.train;

/**
 * How far a training is: all that its next step depends on beside parameters and what the optimiser
 * remembers.
 *
 * @param step steps made
 * @param epoch of the next batch, from 0
 * @param batch the next one in its epoch, from 0
 * @param updates steps of the optimiser: fewer than steps where some had nothing that counts
 * @param loss of the last step; NaN before the first
 * @param best value of the best validation; NaN before the first
 * @param bestLoss the loss beside it; NaN where there is none
 * @param bestStep after which it was
 * @param worse validations since then
 * @param measured the step after which the last validation was; 0 before the first
 */
record Progress(
    long step,
    int epoch,
    int batch,
    long updates,
    double loss,
    double best,
    double bestLoss,
    long bestStep,
    int worse,
    long measured) {
  static final Progress START =
      new Progress(0, 0, 0, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0);

  /** After a step. */
  Progress stepped(int nextEpoch, int nextBatch, long updatesNow, double lossNow) {
    return new Progress(
        step + 1,
        nextEpoch,
        nextBatch,
        updatesNow,
        lossNow,
        best,
        bestLoss,
        bestStep,
        worse,
        measured);
  }

  /** After a validation. */
  Progress validated(Measurement found, boolean isBest) {
    return isBest
        ? new Progress(
            step, epoch, batch, updates, loss, found.value(), found.loss(), step, 0, step)
        : new Progress(
            step, epoch, batch, updates, loss, best, bestLoss, bestStep, worse + 1, step);
  }
}
