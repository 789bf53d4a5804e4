package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of Adam (Kingma and Ba, 2015), of AdamW where the decay is decoupled (Loshchilov and
 * Hutter, 2019), of AMSGrad where the greatest second moments are kept (Reddi et al., 2018):
 *
 * <pre>
 *   g = gradientScale · gradient, and, unless decoupled, + decay · parameter
 *   parameter −= rate · decay · parameter                                    (decoupled)
 *   first  = beta1 · first + (1 − beta1) · g
 *   second = beta2 · second + (1 − beta2) · g²
 *   greatest = max(greatest, second)
 *   parameter −= rate · (first / correction1) / (√(second or greatest) / √correction2 + epsilon)
 * </pre>
 *
 * @param parameter F32, any shape, changed
 * @param gradient F32, the shape of the parameter
 * @param first F32, the shape of the parameter, changed: the mean of gradients
 * @param second F32, the shape of the parameter, changed: the mean of their squares
 * @param greatest optional F32, the shape of the parameter, changed
 * @param rate at least 0
 * @param beta1 at least 0 and below 1
 * @param beta2 at least 0 and below 1
 * @param epsilon at least 0
 * @param decay at least 0
 * @param decoupled whether the decay passes the moments by
 * @param correction1 1 − beta1ⁿ in step n, counted from 1; 1 for none
 * @param correction2 1 − beta2ⁿ; 1 for none
 * @param gradientScale what clipping leaves, or one over the accumulated batches
 */
public record AdamStep(
    Tensor parameter,
    Tensor gradient,
    Tensor first,
    Tensor second,
    @Nullable Tensor greatest,
    float rate,
    float beta1,
    float beta2,
    float epsilon,
    float decay,
    boolean decoupled,
    float correction1,
    float correction2,
    float gradientScale)
    implements Op.Update {

  public AdamStep {
    String op = "adamStep";
    UpdateChecks.tensors(
        op,
        parameter,
        gradient,
        new String[] {"first", "second", "greatest"},
        first,
        second,
        greatest);
    UpdateChecks.settings(op, rate, epsilon, decay, gradientScale);
    UpdateChecks.share(op, "beta1", beta1);
    UpdateChecks.share(op, "beta2", beta2);
    correction(op, "correction1", correction1);
    correction(op, "correction2", correction2);
  }

  private static void correction(String op, String role, float value) {
    if (!(value > 0 && value <= 1)) {
      throw broken(op, "%s must be above 0 and at most 1, was %s".formatted(role, value));
    }
  }

  @Override
  public String name() {
    return "adamStep";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(parameter, gradient, first, second, greatest);
  }

  @Override
  public List<Tensor> outputs() {
    return Present.of(parameter, first, second, greatest);
  }
}
