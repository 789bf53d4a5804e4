package dev.heed.models.train;

import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2015), AdamW (Loshchilov and Hutter, 2019) and AMSGrad (Reddi et al., 2018).
 *
 * @param beta1 of the mean of gradients
 * @param beta2 of the mean of their squares
 * @param epsilon beside the root
 * @param decoupled whether weight decay passes the means by (AdamW)
 * @param amsgrad whether the greatest mean of squares counts
 */
public record Adam(double beta1, double beta2, double epsilon, boolean decoupled, boolean amsgrad)
    implements Optimizer {
  /** AdamW with the usual settings. */
  public static final Adam W = new Adam(0.9, 0.999, 1e-8, true, false);

  @Override
  public String name() {
    return decoupled ? "AdamW" : "Adam";
  }

  @Override
  public int memories() {
    return amsgrad ? 3 : 2;
  }

  @Override
  public Op.Update update(
      Tensor parameter, Tensor gradient, List<Tensor> memory, StepSettings settings) {
    return new AdamStep(
        parameter,
        gradient,
        memory.get(0),
        memory.get(1),
        amsgrad ? memory.get(2) : null,
        (float) settings.rate(),
        (float) beta1,
        (float) beta2,
        (float) epsilon,
        (float) settings.decay(),
        decoupled,
        (float) (1 - StrictMath.pow(beta1, (double) settings.step())),
        (float) (1 - StrictMath.pow(beta2, (double) settings.step())),
        (float) settings.gradientScale());
  }
}
