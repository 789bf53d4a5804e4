package dev.heed.gpu.opencl.cl;

import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.MemoryLimitException;
import org.jocl.CL;

/** Calls that failed, as Heed's errors: what was done, what came of it, what to do. */
final class ClFailures {
  private static final String LOST =
      "; the device is of no use to this process any more: close the backend and open another";

  private ClFailures() {}

  /** Of work that was enqueued before: short resources are then those of a kernel that failed. */
  static HeedException late(ClError cause, String what) {
    return cause.status() == CL.CL_OUT_OF_RESOURCES
        ? new DeviceException(DeviceException.Kind.LAUNCH, what + ": " + cause.getMessage(), cause)
        : lostOr(DeviceException.Kind.LAUNCH, cause, what);
  }

  /**
   * Of a launch: short resources are registers or local memory, which fewer texts do not cure; or
   * what a driver answers to everything once a kernel has failed.
   *
   * @param failedBefore whether work of this device failed late before
   */
  static HeedException launch(boolean failedBefore, ClError cause, String what) {
    if (cause.status() != CL.CL_OUT_OF_RESOURCES) {
      return lostOr(DeviceException.Kind.LAUNCH, cause, what);
    }
    String message = what + ": " + cause.getMessage();
    return failedBefore
        ? new DeviceException(
            DeviceException.Kind.DEVICE_LOST, message + ", after earlier work failed" + LOST, cause)
        : new DeviceException(DeviceException.Kind.LAUNCH, message, cause);
  }

  /** Of this kind, unless the status says that memory is short or the device gone. */
  static HeedException lostOr(DeviceException.Kind kind, ClError cause, String what) {
    String message = what + ": " + cause.getMessage();
    if (ClStatus.isDeviceLost(cause.status())) {
      return new DeviceException(DeviceException.Kind.DEVICE_LOST, message + LOST, cause);
    }
    if (ClStatus.isOutOfMemory(cause.status())) {
      return new MemoryLimitException(
          message + "; use smaller batches, fewer sessions, or a memory limit", cause);
    }
    return new DeviceException(kind, message, cause);
  }
}
