package dev.heed.engine.op;

import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * One step of Adagrad (Duchi et al., 2011):
 *
 * <pre>
 *   g = gradientScale · gradient + decay · parameter
 *   squares += g²
 *   parameter −= rate · g / (√squares + epsilon)
 * </pre>
 *
 * @param parameter F32, any shape, changed
 * @param gradient F32, the shape of the parameter
 * @param squares F32, the shape of the parameter, changed
 * @param rate at least 0
 * @param epsilon at least 0
 * @param decay at least 0
 * @param gradientScale what clipping leaves, or one over the accumulated batches
 */
public record AdagradStep(
    Tensor parameter,
    Tensor gradient,
    Tensor squares,
    float rate,
    float epsilon,
    float decay,
    float gradientScale)
    implements Op.Update {

  public AdagradStep {
    String op = "adagradStep";
    UpdateChecks.tensors(op, parameter, gradient, new String[] {"squares"}, squares);
    UpdateChecks.settings(op, rate, epsilon, decay, gradientScale);
  }

  @Override
  public String name() {
    return "adagradStep";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(parameter, gradient, squares);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(parameter, squares);
  }
}
