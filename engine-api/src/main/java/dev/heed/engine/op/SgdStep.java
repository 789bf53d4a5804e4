package dev.heed.engine.op;

import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of gradient descent, with momentum where there is a velocity (Sutskever et al., 2013, in
 * the form of PyTorch):
 *
 * <pre>
 *   g = gradientScale · gradient + decay · parameter
 *   velocity = momentum · velocity + (1 − dampening) · g;  in the first step velocity = g
 *   g = nesterov ? g + momentum · velocity : velocity
 *   parameter −= rate · g
 * </pre>
 *
 * @param parameter F32, any shape, changed
 * @param gradient F32, the shape of the parameter
 * @param velocity optional F32, the shape of the parameter, changed; what it held does not show in
 *     the first step
 * @param rate at least 0
 * @param momentum at least 0 and below 1; read only with a velocity
 * @param dampening at least 0 and below 1; read only with a velocity
 * @param nesterov whether the velocity looks ahead; read only with a velocity
 * @param isFirst whether this is the parameter's first step
 * @param decay at least 0
 * @param gradientScale what clipping leaves, or one over the accumulated batches
 */
public record SgdStep(
    Tensor parameter,
    Tensor gradient,
    @Nullable Tensor velocity,
    float rate,
    float momentum,
    float dampening,
    boolean nesterov,
    boolean isFirst,
    float decay,
    float gradientScale)
    implements Op.Update {

  public SgdStep {
    String op = "sgdStep";
    UpdateChecks.tensors(op, parameter, gradient, new String[] {"velocity"}, velocity);
    UpdateChecks.settings(op, rate, 0, decay, gradientScale);
    UpdateChecks.share(op, "momentum", momentum);
    UpdateChecks.share(op, "dampening", dampening);
  }

  @Override
  public String name() {
    return "sgdStep";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(parameter, gradient, velocity);
  }

  @Override
  public List<Tensor> outputs() {
    return Present.of(parameter, velocity);
  }
}
