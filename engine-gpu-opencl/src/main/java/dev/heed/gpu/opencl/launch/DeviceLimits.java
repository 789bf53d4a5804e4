package dev.heed.gpu.opencl.launch;

import dev.heed.gpu.opencl.cl.ClDevice;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether a kernel fits.
 *
 * @param maxWorkGroup most work-items in a group
 * @param localMemory bytes that a group shares
 */
public record DeviceLimits(int maxWorkGroup, long localMemory) {
  /** The kernels that check indices and pack weights have no smaller form. */
  static final int LEAST_WORK_GROUP = 256;

  /** OpenCL 1.2 promises twice as much; every kernel but the larger tiles takes far less. */
  static final long LEAST_LOCAL_MEMORY = 16 << 10;

  /** Those of a device. */
  public static DeviceLimits of(ClDevice device) {
    return new DeviceLimits(device.maxWorkGroup(), device.localMemory());
  }

  /** Why a device with these limits cannot be opened; null when it can. */
  public @Nullable String tooSmall() {
    if (maxWorkGroup < LEAST_WORK_GROUP) {
      return "allows %,d work-items in a group, but the kernels need %,d"
          .formatted(maxWorkGroup, LEAST_WORK_GROUP);
    }
    return localMemory < LEAST_LOCAL_MEMORY
        ? "has %,d bytes of local memory, but the kernels need %,d"
            .formatted(localMemory, LEAST_LOCAL_MEMORY)
        : null;
  }
}
