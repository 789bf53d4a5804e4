package dev.heed.engine.op;

import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of RMSprop (Tieleman and Hinton, 2012; centred: Graves, 2013), in the form of PyTorch:
 *
 * <pre>
 *   g = gradientScale · gradient + decay · parameter
 *   squares = alpha · squares + (1 − alpha) · g²
 *   mean    = alpha · mean + (1 − alpha) · g                                 (centred)
 *   u = g / (√(squares − mean²) + epsilon)                                   (without mean: √squares)
 *   velocity = momentum · velocity + u;  parameter −= rate · velocity        (without: rate · u)
 * </pre>
 *
 * @param parameter F32, any shape, changed
 * @param gradient F32, the shape of the parameter
 * @param squares F32, the shape of the parameter, changed
 * @param mean optional F32, the shape of the parameter, changed: centred
 * @param velocity optional F32, the shape of the parameter, changed
 * @param rate at least 0
 * @param alpha at least 0 and below 1
 * @param epsilon at least 0
 * @param momentum at least 0 and below 1; read only with a velocity
 * @param decay at least 0
 * @param gradientScale what clipping leaves, or one over the accumulated batches
 */
public record RmsPropStep(
    Tensor parameter,
    Tensor gradient,
    Tensor squares,
    @Nullable Tensor mean,
    @Nullable Tensor velocity,
    float rate,
    float alpha,
    float epsilon,
    float momentum,
    float decay,
    float gradientScale)
    implements Op.Update {

  public RmsPropStep {
    String op = "rmsPropStep";
    UpdateChecks.tensors(
        op,
        parameter,
        gradient,
        new String[] {"squares", "mean", "velocity"},
        squares,
        mean,
        velocity);
    UpdateChecks.settings(op, rate, epsilon, decay, gradientScale);
    UpdateChecks.share(op, "alpha", alpha);
    UpdateChecks.share(op, "momentum", momentum);
  }

  @Override
  public String name() {
    return "rmsPropStep";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(parameter, gradient, squares, mean, velocity);
  }

  @Override
  public List<Tensor> outputs() {
    return Present.of(parameter, squares, mean, velocity);
  }
}
