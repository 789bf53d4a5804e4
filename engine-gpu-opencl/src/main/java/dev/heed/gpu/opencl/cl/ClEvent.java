package dev.heed.gpu.opencl.cl;

import org.jocl.cl_event;

/** A moment in the work of a queue. */
public final class ClEvent extends ClObject {
  private final ClQueue queue;
  private final cl_event handle;

  ClEvent(ClQueue queue, cl_event handle) {
    this.queue = queue;
    this.handle = handle;
  }

  /** Waits until it has come. */
  public void await() {
    refuseIfClosed();
    try {
      queue.context().calls().waitForEvent(handle);
    } catch (ClError e) {
      throw queue.late(e);
    }
  }

  @Override
  protected void release() {
    queue.context().calls().releaseEvent(handle);
  }

  @Override
  protected String what() {
    return "event of " + queue.context().id();
  }
}
