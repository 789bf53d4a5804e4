package dev.heed.models.train;

import dev.heed.engine.op.Op;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * RMSprop (Tieleman and Hinton, 2012).
 *
 * @param alpha of the mean of squares
 * @param epsilon beside the root
 * @param momentum 0 for none
 * @param centered whether the squared mean is taken off (Graves, 2013)
 */
public record RmsProp(double alpha, double epsilon, double momentum, boolean centered)
    implements Optimizer {
  /** With the usual settings. */
  public static final RmsProp USUAL = new RmsProp(0.99, 1e-8, 0, false);

  @Override
  public String name() {
    return "RMSprop";
  }

  @Override
  public int memories() {
    return 1 + (centered ? 1 : 0) + (momentum == 0 ? 0 : 1);
  }

  @Override
  public Op.Update update(
      Tensor parameter, Tensor gradient, List<Tensor> memory, StepSettings settings) {
    return new RmsPropStep(
        parameter,
        gradient,
        memory.getFirst(),
        centered ? memory.get(1) : null,
        momentum == 0 ? null : memory.getLast(),
        (float) settings.rate(),
        (float) alpha,
        (float) epsilon,
        (float) momentum,
        (float) settings.decay(),
        (float) settings.gradientScale());
  }
}
