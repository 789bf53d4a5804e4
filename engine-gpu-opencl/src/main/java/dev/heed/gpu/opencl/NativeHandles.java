package dev.heed.gpu.opencl;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.memory.DeviceBuffer;
import java.lang.foreign.MemorySegment;

/**
 * The handles of OpenCL behind a queue and a tensor, so that kernels of other libraries work on the
 * same queue and in the same memory. The queue is in order: what another library enqueues comes
 * after the ops before it, and before those after it.
 *
 * <p>Handles stay the backend's: do not release them, and do not use them after their queue or
 * scope was closed or reset. Wait by {@link CommandQueue#synchronize} before that, since the
 * backend does not know of such work. Heed checks nothing of it.
 */
public final class NativeHandles {
  private NativeHandles() {}

  /**
   * Where a tensor lies.
   *
   * @param memory the cl_mem, which other tensors share
   * @param byteOffset where the element at index 0, 0, … is in it; the others by the strides of the
   *     tensor's layout
   */
  public record Place(MemorySegment memory, long byteOffset) {}

  /**
   * The cl_command_queue of a queue.
   *
   * @throws InvalidOpException when it is of another backend
   * @throws dev.heed.engine.error.ClosedException when it is closed
   */
  public static MemorySegment of(CommandQueue queue) {
    if (queue instanceof OpenClQueue own) {
      return own.pointer();
    }
    throw new InvalidOpException(
        "queue '%s' is of another backend than %s".formatted(queue.name(), OpenClProvider.NAME));
  }

  /**
   * The cl_mem of a tensor.
   *
   * @throws InvalidOpException when it is of another backend, or a shape without memory
   * @throws dev.heed.engine.error.ClosedException when its scope was reset or closed
   */
  public static Place of(Tensor tensor) {
    DeviceBuffer buffer = DeviceBuffer.of(tensor);
    return new Place(buffer.block().pointer(), OpenClQueue.byteOffset(tensor));
  }
}
