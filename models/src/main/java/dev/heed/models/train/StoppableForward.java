package dev.heed.models.train;

import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import java.util.function.BooleanSupplier;

/**
 * Runs a model until it is asked to stop: before each pass.
 *
 * @param forward runs it
 * @param isToStop the question; true throws {@link StopRequestedException}
 */
public record StoppableForward(Forward forward, BooleanSupplier isToStop) implements Forward {
  @Override
  public Pass look(SeqSpans spans) {
    if (isToStop.getAsBoolean()) {
      throw new StopRequestedException();
    }
    return forward.look(spans);
  }

  @Override
  public float[] read(Tensor tensor) {
    return forward.read(tensor);
  }
}
