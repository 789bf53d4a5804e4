package dev.heed.gpu.opencl.cl;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.DeviceException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jocl.cl_command_queue;
import org.jspecify.annotations.Nullable;

/**
 * A line of work on the device, in order. One thread at a time enqueues; any thread may wait by
 * {@link #finish}.
 */
public final class ClQueue extends ClObject {
  /** Launches after which the driver is told to begin, so that it computes while we enqueue. */
  private static final int FLUSH_EVERY = 32;

  private final ClContext context;
  private final cl_command_queue handle;
  private final Lock inUse;
  private final RecentLaunches recent = new RecentLaunches();

  /** Held while another thread waits for this queue, and while it is released. */
  private final ReentrantLock life = new ReentrantLock();

  private boolean released;

  /** What another thread met while it waited for this queue. */
  private volatile @Nullable RuntimeException owed;

  private int unflushed;

  ClQueue(ClContext context, cl_command_queue handle) {
    this.context = context;
    this.handle = handle;
    this.inUse = context.buffersInUse().readLock();
  }

  /** The device that it works on. */
  public ClContext context() {
    return context;
  }

  /** Memory of the host for the transfers of this queue. */
  public ClHostMemory newHostMemory(long size) {
    return new ClHostMemory(this, size);
  }

  /** Enqueues a kernel over global[0] × global[1] × … work-items in groups of local[0] × …. */
  public void launch(ClKernel kernel, long[] global, long[] local) {
    recent.add(kernel.name(), global, local);
    inUse.lock();
    try {
      if (!kernel.hasItsBuffers()) {
        throw kernel.goneOperand();
      }
      context.calls().enqueueNDRangeKernel(handle(), kernel.handle(), global.length, global, local);
    } catch (ClError e) {
      ClDevice device = context.device();
      throw ClFailures.launch(
          context.hasFailed(),
          e,
          ("%s: kernel %s (the device allows %,d work-items in a group, this kernel %s, and %,d bytes of"
                  + " local memory)")
              .formatted(
                  context.id(),
                  RecentLaunches.describe(kernel.name(), global, local),
                  device.maxWorkGroup(),
                  kernel.describeMaxWorkGroup(),
                  device.localMemory()));
    } finally {
      inUse.unlock();
    }
    if (++unflushed >= FLUSH_EVERY) {
      flush();
    }
  }

  /** Host bytes from {@code from} on → buffer bytes from {@code at} on, without waiting. */
  public void write(ClHostMemory host, long from, ClBuffer buffer, long at, long size) {
    MemorySegment bytes = host.segment().asSlice(from, size);
    buffer.checkRange(at, size);
    transfer(
        "write",
        size,
        () -> context.calls().enqueueWriteBuffer(handle(), open(buffer).handle(), at, bytes));
  }

  /** Buffer bytes from {@code at} on → host bytes from {@code to} on, without waiting. */
  public void read(ClBuffer buffer, long at, ClHostMemory host, long to, long size) {
    MemorySegment bytes = host.segment().asSlice(to, size);
    buffer.checkRange(at, size);
    transfer(
        "read",
        size,
        () -> context.calls().enqueueReadBuffer(handle(), open(buffer).handle(), at, bytes));
  }

  private static ClBuffer open(ClBuffer buffer) {
    if (!buffer.isOpen()) {
      throw new ClosedException("transfer: the memory is gone: its scope was reset or closed");
    }
    return buffer;
  }

  private void transfer(String what, long size, Runnable call) {
    inUse.lock();
    try {
      call.run();
    } catch (ClError e) {
      throw ClFailures.lostOr(
          DeviceException.Kind.TRANSFER,
          e,
          "%s: %s of %,d bytes".formatted(context.id(), what, size));
    } finally {
      inUse.unlock();
    }
  }

  /** Something to wait for: it comes when all that is enqueued now is done. */
  public ClEvent marker() {
    try {
      return new ClEvent(this, context.calls().enqueueMarker(handle()));
    } catch (ClError e) {
      throw ClFailures.lostOr(DeviceException.Kind.LAUNCH, e, "%s: marker".formatted(context.id()));
    }
  }

  /** Tells the driver to begin with what is enqueued. */
  public void flush() {
    unflushed = 0;
    try {
      context.calls().flush(handle());
    } catch (ClError e) {
      throw late(e);
    }
  }

  /** Waits for all work; what failed late is thrown here. */
  public void finish() {
    unflushed = 0;
    try {
      context.calls().finish(handle());
    } catch (ClError e) {
      throw late(e);
    }
    RuntimeException failure = owed;
    if (failure != null) {
      owed = null;
      throw failure;
    }
  }

  /**
   * For any thread: waits for what is enqueued, unless the queue is closed. What failed late is
   * kept for the queue's own thread, which meets it when it waits.
   */
  public void finishIfOpen() {
    life.lock();
    try {
      if (!released) {
        context.calls().finish(handle);
      }
    } catch (ClError e) {
      owed = late(e);
    } finally {
      life.unlock();
    }
  }

  RuntimeException late(ClError cause) {
    context.noteFailure();
    return ClFailures.late(
        cause,
        ("%s: an op that was enqueued earlier failed; the last launches were %s"
                + " (heed.opencl.sync=true waits after each, to tell which)")
            .formatted(context.id(), recent));
  }

  /** The cl_command_queue, for other libraries: it stays ours to release. */
  public MemorySegment pointer() {
    return MemorySegment.ofAddress(handle().getNativePointer());
  }

  cl_command_queue handle() {
    refuseIfClosed();
    return handle;
  }

  @Override
  protected void release() {
    life.lock();
    try {
      released = true;
      context.calls().releaseCommandQueue(handle);
    } finally {
      life.unlock();
    }
  }

  @Override
  protected String what() {
    return "queue of " + context.id();
  }
}
