package dev.heed.engine;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Memory that lives and dies together. Thread-safe. */
public interface Scope extends AutoCloseable {
  /** The name that error texts use. */
  String name();

  /**
   * New memory for a tensor; what it holds is unspecified.
   *
   * @throws dev.heed.engine.error.MemoryLimitException when there is not enough
   */
  Tensor allocate(DType dtype, Layout layout);

  /** New memory for a dense tensor of these sizes. */
  default Tensor allocate(DType dtype, int... shape) {
    return allocate(dtype, Layout.of(shape));
  }

  /**
   * A tensor over bytes that exist, little-endian: without a copy where the device can read them,
   * else uploaded once. The segment must stay alive as long as the tensor is used, and must not
   * change; the tensor is never an output.
   *
   * @param bytes at least as many as the layout reaches; any alignment
   */
  Tensor map(MemorySegment bytes, DType dtype, Layout layout);

  /**
   * Every tensor of this scope is gone and its memory free for the next ones: the activations of
   * one step. The memory itself is kept, and its share of the limit. Does not wait: the ops on
   * these tensors must have ended.
   */
  void reset();

  /**
   * Every tensor is gone and the memory given back. A second close does nothing. Does not wait: the
   * ops on these tensors must have ended.
   */
  @Override
  void close();
}
