package dev.heed.models.loss;

import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;

/**
 * (prediction − target)² of each number: predictions [rows, numbers] → [rows · numbers], every one
 * of which counts 1.
 */
public record MeanSquaredErrorLoss() {
  private static final String NAME = "mean squared error";

  /**
   * One loss for each number.
   *
   * @param predictions F32 [rows, numbers]
   * @param targets [rows · numbers], finite
   * @throws IllegalArgumentException if a target is not finite, or a count does not fit; nothing
   *     ran
   */
  public Losses of(Pass pass, Tensor predictions, float[] targets) {
    LossInputs.matrix(NAME, "predictions", predictions);
    LossInputs.count(
        NAME, "targets", targets.length, "predictions", predictions, predictions.elements());
    LossInputs.finite(NAME, "target", targets);
    return Losses.each(squares(pass, predictions, targets));
  }

  /** [rows, numbers] → [rows · numbers]. */
  static Tensor squares(Pass pass, Tensor predictions, float[] targets) {
    int[] shape = predictions.layout().shape();
    Tensor errors = pass.take(shape);
    pass.run(new Combine(1, predictions, -1, pass.values(targets, shape), errors));
    Tensor squares = pass.take(shape);
    pass.run(new Multiply(errors, errors, squares));
    return squares.reshape(targets.length);
  }
}
