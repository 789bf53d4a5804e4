package dev.heed.models.autograd;

import dev.heed.engine.tensor.Tensor;
import java.util.List;

/** Computes again what a span computes in between. */
@FunctionalInterface
interface Rerun {
  /** The steps of the span, and its output. The memory of the last rerun is free. */
  Result run(Step.Again step);

  /**
   * What was computed again.
   *
   * @param steps in the order in which they ran
   * @param out equal to the span's output, to the bit
   */
  record Result(List<Step> steps, Tensor out) {}
}
