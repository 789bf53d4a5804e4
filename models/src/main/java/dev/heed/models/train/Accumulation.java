package dev.heed.models.train;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Dropping;
import dev.heed.models.nn.Pass;

/**
 * What batches of one step contribute: gradients of Σ weight · loss, which add up in the learner,
 * and both sums.
 *
 * @param loss Σ weight · loss
 * @param weight Σ weight
 * @param tokens of the batches
 */
record Accumulation(double loss, double weight, long tokens) {
  /** Nothing yet. */
  static final Accumulation NONE = new Accumulation(0, 0, 0);

  /** Passes over one batch and back. */
  static <T> Accumulation add(
      Learner learner, Objective<T> objective, TrainingBatch<T> batch, Dropping dropping) {
    Pass pass = learner.begin(batch.tokens().spans(), dropping);
    Losses losses = objective.losses(pass, batch.tokens(), batch.targets());
    Tensor values = losses.values();
    learner.backward(values, pass.values(losses.weights(), values.layout().shape()));
    return new Accumulation(
        losses.sum(learner.queue()), losses.weight(), batch.tokens().ids().length);
  }

  Accumulation plus(Accumulation other) {
    return new Accumulation(loss + other.loss, weight + other.weight, tokens + other.tokens);
  }

  /** Over what counts. */
  double meanLoss() {
    return loss / weight;
  }
}
