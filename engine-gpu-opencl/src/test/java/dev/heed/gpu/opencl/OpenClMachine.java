package dev.heed.gpu.opencl;

/** Whether this machine must have an OpenCL device, or may do without. */
final class OpenClMachine {
  private OpenClMachine() {}

  /** False where HEED_REQUIRE_OPENCL=1 says that there is a device: none is a failure then. */
  static boolean mayLackDevices() {
    return !"1".equals(System.getenv("HEED_REQUIRE_OPENCL"));
  }
}
