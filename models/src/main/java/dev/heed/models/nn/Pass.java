package dev.heed.models.nn;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One run of a model over one batch.
 *
 * @param queue runs the ops
 * @param workspace gives the outputs
 * @param spans the sequences among the rows, without gaps: nothing is ever computed on padding
 * @param observer watches, or null
 * @param dropping what is dropped while a model learns, or null
 */
public record Pass(
    CommandQueue queue,
    Workspace workspace,
    SeqSpans spans,
    @Nullable Observer observer,
    @Nullable Dropping dropping) {

  /** Without dropout. */
  public Pass(
      CommandQueue queue, Workspace workspace, SeqSpans spans, @Nullable Observer observer) {
    this(queue, workspace, spans, observer, null);
  }

  /** Runs an op, after all before it. */
  public void run(Op op) {
    queue.run(op);
  }

  /** Runs a part of a model that may be run again on the way back. */
  public Tensor span(Span span, Tensor in) {
    return queue instanceof Span.Queue spans ? spans.span(span, this, in) : span.run(this, in);
  }

  /** Makes room for a tensor of that many elements that a layer will take. */
  public void reserve(long elements) {
    workspace.reserve(elements);
  }

  /** An F32 tensor; what it holds is unspecified. */
  public Tensor take(int... shape) {
    return workspace.take(shape);
  }

  /**
   * Where an op may put what replaces a tensor: the tensor itself, or, where the gradient of this
   * pass is wanted and may need it, a new one.
   */
  public Tensor over(Tensor tensor) {
    return workspace.keeps() ? workspace.take(tensor.layout().shape()) : tensor;
  }

  /** Drops some elements where this pass does, in place: no gradient needs what was there. */
  public void drop(Tensor tensor) {
    Chance chance = dropping == null ? null : dropping.ofStates();
    if (chance != null) {
      queue.run(new Dropout(chance, tensor, tensor));
    }
  }

  /** The tensor, or where this pass drops, a copy without some of its elements. */
  Tensor dropped(Tensor tensor, float rate) {
    Chance chance = dropping == null ? null : dropping.at(rate);
    if (chance == null) {
      return tensor;
    }
    Tensor some = workspace.take(tensor.layout().shape());
    queue.run(new Dropout(chance, tensor, some));
    return some;
  }

  /** Which weights of the next attention are dropped, or null. */
  public @Nullable Chance attentionDropout() {
    return dropping == null ? null : dropping.ofAttention();
  }

  /** Gives back the memory of a tensor that nobody reads any more. */
  public void release(Tensor tensor) {
    workspace.release(tensor);
  }

  /** I32 [values.length] on the device, until the pass ends. */
  public Tensor indices(int... values) {
    Tensor indices = workspace.takeIndices(values.length);
    queue.upload(MemorySegment.ofArray(values), indices);
    return indices;
  }

  /** F32 with these values on the device, until the pass ends. */
  public Tensor values(float[] values, int... shape) {
    Tensor tensor = take(shape);
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
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
