package dev.heed.gpu.opencl.cl;

import dev.heed.engine.error.DeviceException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jocl.CL;
import org.jocl.cl_mem;

/** Memory of the host that the device can reach at full speed: where transfers pass through. */
public final class ClHostMemory extends ClObject {
  private final ClQueue queue;
  private final cl_mem handle;
  private final ByteBuffer mapped;
  private final MemorySegment segment;

  /** Closed before the queue. */
  ClHostMemory(ClQueue queue, long size) {
    this.queue = queue;
    ClContext context = queue.context();
    try {
      this.handle =
          context
              .calls()
              .createBuffer(
                  context.handle(), CL.CL_MEM_READ_WRITE | CL.CL_MEM_ALLOC_HOST_PTR, size);
    } catch (ClError e) {
      throw failure(context, size, e);
    }
    try {
      this.mapped =
          context
              .calls()
              .enqueueMapBuffer(queue.handle(), handle, size)
              .order(ByteOrder.nativeOrder());
    } catch (ClError e) {
      release("memory for transfers", () -> context.calls().releaseMemObject(handle));
      throw failure(context, size, e);
    }
    this.segment = MemorySegment.ofBuffer(mapped);
  }

  private static RuntimeException failure(ClContext context, long size, ClError cause) {
    return ClFailures.lostOr(
        DeviceException.Kind.TRANSFER,
        cause,
        "%s: could not make %,d bytes of memory for transfers".formatted(context.id(), size));
  }

  /** Its bytes. */
  public MemorySegment segment() {
    refuseIfClosed();
    return segment;
  }

  @Override
  protected void release() {
    ClCalls calls = queue.context().calls();
    try {
      calls.enqueueUnmapMemObject(queue.handle(), handle, mapped);
    } finally {
      calls.releaseMemObject(handle);
    }
  }

  @Override
  protected String what() {
    return "%,d bytes of memory for transfers".formatted(mapped.capacity());
  }
}
