package dev.heed.models.nn;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.Tensor;

/**
 * A part of a model with one input and one output, such as a layer, that computes the same whenever
 * it is run on the same input: what it computes in between may be forgotten and computed again on
 * the way back (Chen et al., 2016).
 */
@FunctionalInterface
public interface Span {
  /** Runs the part. It reads no tensor of another pass but its input and what lives as long. */
  Tensor run(Pass pass, Tensor in);

  /** A queue that decides what is kept of a span. */
  interface Queue extends CommandQueue {
    /** Runs a span. */
    Tensor span(Span span, Pass pass, Tensor in);
  }
}
