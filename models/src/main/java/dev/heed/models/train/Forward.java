package dev.heed.models.train;

import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;

/** Runs a model while it is learned, without remembering: for what it is measured by. */
public interface Forward {
  /** Starts a pass; tensors of the last one are gone. */
  Pass look(SeqSpans spans);

  /** The elements of an F32 tensor of this pass, in row-major order. */
  float[] read(Tensor tensor);
}
