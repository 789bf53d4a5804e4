package dev.heed.engine;

import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A line of work, run in call order. One thread at a time: two at once is an error, in turns is
 * fine. Owns the scratch memory of composed ops: grown to the largest need, then steady.
 */
public interface CommandQueue extends AutoCloseable {
  /** The name that error texts use. */
  String name();

  /**
   * Enqueues an op.
   *
   * @throws dev.heed.engine.error.UnsupportedOpException when {@link Backend#support} says so
   * @throws dev.heed.engine.error.InvalidOpException when a tensor is of another backend, or an
   *     index lies outside (a device may report the latter at the next {@link #synchronize})
   * @throws dev.heed.engine.error.ClosedException when the queue or a tensor's memory is gone
   */
  void run(Op op);

  /**
   * Copies bytes to a tensor, in row-major order whatever its strides.
   *
   * @param from exactly the tensor's bytes; may be reused as soon as this returns
   */
  void upload(MemorySegment from, Tensor to);

  /**
   * Waits for all work, then copies a tensor to bytes, in row-major order whatever its strides.
   *
   * @param to exactly the tensor's bytes
   */
  void download(Tensor from, MemorySegment to);

  /**
   * Waits for all work; late errors are thrown here, and by {@link #download}.
   *
   * @throws dev.heed.engine.error.DeviceException when the device failed, with the recent launches
   */
  void synchronize();

  /** Waits for all work, then gives the scratch memory back. A second close does nothing. */
  @Override
  void close();
}
