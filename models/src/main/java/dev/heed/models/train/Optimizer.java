package dev.heed.models.train;

import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * How a parameter follows its gradient: an op over the parameter, its gradient and what is
 * remembered of it. What it does is defined by the ops' pages, in the forms that PyTorch has.
 */
public sealed interface Optimizer permits Adagrad, Adam, RmsProp, Sgd {
  /** Such as {@code AdamW}. */
  String name();

  /** Tensors that are remembered for each parameter, of the parameter's shape. */
  int memories();

  /** What a tensor holds before the first step. */
  default float initial(int memory) {
    return 0;
  }

  /**
   * One step.
   *
   * @param memory as many tensors as {@link #memories} says
   */
  Op.Update update(Tensor parameter, Tensor gradient, List<Tensor> memory, StepSettings settings);
}
