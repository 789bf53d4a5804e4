package dev.heed.models.train;

import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import java.util.function.Supplier;

/**
 * Runs a model whose answers are to be finite: a metric of others says nothing.
 *
 * @param forward runs it
 * @param otherwise what is thrown when something that is read is not finite
 */
record FiniteForward(Forward forward, Supplier<TrainingException> otherwise) implements Forward {
  static boolean areFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Pass look(SeqSpans spans) {
    return forward.look(spans);
  }

  @Override
  public float[] read(Tensor tensor) {
    float[] values = forward.read(tensor);
    if (!areFinite(values)) {
      throw otherwise.get();
    }
    return values;
  }
}
