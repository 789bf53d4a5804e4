package dev.heed.models.train;

import dev.heed.engine.op.Op;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent.
 *
 * @param momentum 0 for none
 * @param dampening of what comes into the velocity
 * @param nesterov whether the velocity looks ahead
 */
public record Sgd(double momentum, double dampening, boolean nesterov) implements Optimizer {
  /** Without momentum. */
  public static final Sgd PLAIN = new Sgd(0, 0, false);

  public Sgd {
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new IllegalArgumentException(
          "Nesterov's step needs a momentum and no dampening, was %s and %s"
              .formatted(momentum, dampening));
    }
  }

  @Override
  public String name() {
    return "SGD";
  }

  @Override
  public int memories() {
    return momentum == 0 ? 0 : 1;
  }

  @Override
  public Op.Update update(
      Tensor parameter, Tensor gradient, List<Tensor> memory, StepSettings settings) {
    return new SgdStep(
        parameter,
        gradient,
        memory.isEmpty() ? null : memory.getFirst(),
        (float) settings.rate(),
        (float) momentum,
        (float) dampening,
        nesterov,
        settings.step() == 1,
        (float) settings.decay(),
        (float) settings.gradientScale());
  }
}
