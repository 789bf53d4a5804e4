package dev.heed.models.nn;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One run of a model over one batch.
 *
 * @param queue runs the ops
 * @param workspace gives the outputs
 * @param spans the sequences among the rows, without gaps: nothing is ever computed on padding
 * @param observer watches, or null
 */
public record Pass(
    CommandQueue queue, Workspace workspace, SeqSpans spans, @Nullable Observer observer) {

  /** Runs an op, after all before it. */
  public void run(Op op) {
    queue.run(op);
  }

  /** Makes room for a tensor of that many elements that a layer will take. */
  public void reserve(long elements) {
    workspace.reserve(elements);
  }

  /** An F32 tensor; what it holds is unspecified. */
  public Tensor take(int... shape) {
    return workspace.take(shape);
  }

  /** Gives back the memory of a tensor that nobody reads any more. */
  public void release(Tensor tensor) {
    workspace.release(tensor);
  }

  /** True when somebody watches and wants this value. */
  public boolean isWanted(String name) {
    return observer != null && observer.wants(name);
  }

  /** Shows a value to whom wants it. */
  public void announce(String name, Observer.Rows rows, Tensor value) {
    if (observer != null && observer.wants(name)) {
      observer.observe(name, rows, value, spans, queue);
    }
  }
}
