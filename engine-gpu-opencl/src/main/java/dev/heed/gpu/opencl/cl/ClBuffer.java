package dev.heed.gpu.opencl.cl;

import java.lang.foreign.MemorySegment;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/** Memory on the device. */
public final class ClBuffer extends ClObject {
  private final ClContext context;
  private final cl_mem handle;
  private final Pointer argument;
  private final long size;

  ClBuffer(ClContext context, cl_mem handle, long size) {
    this.context = context;
    this.handle = handle;
    this.argument = Pointer.to(handle);
    this.size = size;
  }

  /** In bytes. */
  public long size() {
    return size;
  }

  /** The cl_mem, for other libraries: it stays ours to release. */
  public MemorySegment pointer() {
    return MemorySegment.ofAddress(handle().getNativePointer());
  }

  /** Only while {@link ClContext#buffersInUse} is held. */
  cl_mem handle() {
    refuseIfClosed();
    return handle;
  }

  /** The handle as the argument of a kernel. */
  Pointer argument() {
    return argument;
  }

  void checkRange(long offset, long bytes) {
    if (offset < 0 || bytes < 0 || offset > size - bytes) {
      throw new IndexOutOfBoundsException(
          "bytes %,d to %,d of a buffer of %,d".formatted(offset, offset + bytes, size));
    }
  }

  @Override
  protected void release() {
    context.buffersInUse().writeLock().lock();
    try {
      context.calls().releaseMemObject(handle);
    } finally {
      context.buffersInUse().writeLock().unlock();
    }
  }

  @Override
  protected String what() {
    return "buffer of %,d bytes on %s".formatted(size, context.id());
  }
}
