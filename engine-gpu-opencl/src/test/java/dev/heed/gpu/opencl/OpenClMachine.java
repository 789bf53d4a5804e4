package dev.heed.gpu.opencl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.engine.Availability;

/** Whether this machine must have an OpenCL device, or may do without. */
public final class OpenClMachine {
  private OpenClMachine() {}

  /** False where HEED_REQUIRE_OPENCL=1 says that there is a device: none is a failure then. */
  static boolean mayLackDevices() {
    return !"1".equals(System.getenv("HEED_REQUIRE_OPENCL"));
  }

  /** For tests that need JOCL's library, which loads wherever there is an OpenCL loader. */
  public static void assumeJocl() {
    DriverLibrary.Missing missing = DriverLibrary.missing();
    if (missing != null && mayLackDevices()) {
      assumeTrue(false, missing.reason());
    }
  }

  /** For tests that need a device. */
  public static void assumeDevice() {
    if (new OpenClProvider().probe() instanceof Availability.Unavailable none && mayLackDevices()) {
      assumeTrue(false, none.reason());
    }
  }
}
