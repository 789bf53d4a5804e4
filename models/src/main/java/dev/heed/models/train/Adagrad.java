package dev.heed.models.train;

import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * Adagrad (Duchi et al., 2011).
 *
 * @param rateDecay the rate is divided by 1 + (step − 1) · rateDecay
 * @param initial what the sums of squares begin with
 * @param epsilon beside the root
 */
public record Adagrad(double rateDecay, float initial, double epsilon) implements Optimizer {
  /** With the usual settings. */
  public static final Adagrad USUAL = new Adagrad(0, 0, 1e-10);

  @Override
  public String name() {
    return "Adagrad";
  }

  @Override
  public int memories() {
    return 1;
  }

  @Override
  public float initial(int memory) {
    return initial;
  }

  @Override
  public Op.Update update(
      Tensor parameter, Tensor gradient, List<Tensor> memory, StepSettings settings) {
    return new AdagradStep(
        parameter,
        gradient,
        memory.getFirst(),
        (float) (settings.rate() / (1 + (settings.step() - 1) * rateDecay)),
        (float) epsilon,
        (float) settings.decay(),
        (float) settings.gradientScale());
  }
}
