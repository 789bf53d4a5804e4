package dev.heed.gpu.opencl.cl;

import dev.heed.engine.error.DeviceException;
import org.jocl.cl_event;

/** A moment in the work of a queue. */
public final class ClEvent extends ClObject {
  private final ClContext context;
  private final cl_event handle;

  ClEvent(ClContext context, cl_event handle) {
    this.context = context;
    this.handle = handle;
  }

  /** Waits until it has come. */
  public void await() {
    refuseIfClosed();
    try {
      context.calls().waitForEvent(handle);
    } catch (ClError e) {
      throw ClFailures.lostOr(
          DeviceException.Kind.LAUNCH, e, "%s: waiting for earlier work".formatted(context.id()));
    }
  }

  @Override
  protected void release() {
    context.calls().releaseEvent(handle);
  }

  @Override
  protected String what() {
    return "event of " + context.id();
  }
}
