package dev.heed.gpu.opencl.cl;

import org.jocl.CL;

/** What the numbers that OpenCL gives mean. */
final class ClStatus {
  /** What NVIDIA's driver gives once a kernel has read or written out of bounds. */
  private static final int NVIDIA_ILLEGAL_ACCESS = -9999;

  private ClStatus() {}

  /** Such as {@code CL_OUT_OF_RESOURCES (-5)}. */
  static String describe(int status) {
    String name =
        status == NVIDIA_ILLEGAL_ACCESS ? "an illegal access" : CL.stringFor_errorCode(status);
    return "%s (%d)".formatted(name, status);
  }

  /** True when there was not enough memory, on the device or beside it. */
  static boolean isOutOfMemory(int status) {
    return status == CL.CL_MEM_OBJECT_ALLOCATION_FAILURE
        || status == CL.CL_OUT_OF_RESOURCES
        || status == CL.CL_OUT_OF_HOST_MEMORY
        || status == CL.CL_INVALID_BUFFER_SIZE;
  }

  /** True when the device, or this program's part of it, is of no use any more. */
  static boolean isDeviceLost(int status) {
    return status == NVIDIA_ILLEGAL_ACCESS
        || status == CL.CL_DEVICE_NOT_AVAILABLE
        || status == CL.CL_INVALID_COMMAND_QUEUE
        || status == CL.CL_INVALID_CONTEXT;
  }
}
