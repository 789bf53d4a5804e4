package dev.heed.gpu.opencl.cl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * A device and what Heed needs to know of it.
 *
 * @param platform its driver's handle
 * @param device its handle
 * @param kind what it is
 * @param name such as {@code NVIDIA H100 80GB HBM3}
 * @param vendor who made it
 * @param version of OpenCL
 * @param driver version of the driver
 * @param computeUnits what runs work-groups side by side
 * @param maxWorkGroup most work-items in a work-group
 * @param localMemory bytes that the work-items of a group share
 * @param globalMemory bytes
 * @param maxAllocation most bytes of one buffer
 * @param roundsDivision true when it can round quotients and roots correctly, if it is told to
 * @param keepsDenormals false when it takes numbers below 2⁻¹²⁶ for 0
 */
public record ClDevice(
    cl_platform_id platform,
    cl_device_id device,
    Kind kind,
    String name,
    String vendor,
    String version,
    String driver,
    int computeUnits,
    int maxWorkGroup,
    long localMemory,
    long globalMemory,
    long maxAllocation,
    boolean roundsDivision,
    boolean keepsDenormals) {

  /** In order of preference. */
  public enum Kind {
    /** A graphics card. */
    GPU,
    /** An accelerator of another kind. */
    ACCELERATOR,
    /** A driver that computes on the processor. */
    CPU
  }

  /**
   * Every device of every driver, as the drivers list them.
   *
   * @param broken told of drivers and devices that do not answer; the others count
   * @throws ClError when there is no list of drivers
   */
  public static List<ClDevice> all(ClCalls calls, Consumer<String> broken) {
    List<ClDevice> devices = new ArrayList<>();
    for (cl_platform_id platform : calls.getPlatformIds()) {
      try {
        for (cl_device_id device : calls.getDeviceIds(platform)) {
          add(calls, platform, device, devices, broken);
        }
      } catch (ClError e) {
        broken.accept("driver '%s': %s".formatted(name(calls, platform), e.getMessage()));
      }
    }
    return devices;
  }

  private static void add(
      ClCalls calls,
      cl_platform_id platform,
      cl_device_id device,
      List<ClDevice> devices,
      Consumer<String> broken) {
    try {
      devices.add(of(calls, platform, device));
    } catch (ClError e) {
      broken.accept("a device of driver '%s': %s".formatted(name(calls, platform), e.getMessage()));
    }
  }

  private static String name(ClCalls calls, cl_platform_id platform) {
    try {
      return ClFacts.text(calls.getPlatformInfo(platform, CL.CL_PLATFORM_NAME));
    } catch (ClError e) {
      return "without a name";
    }
  }

  private static ClDevice of(ClCalls calls, cl_platform_id platform, cl_device_id device) {
    long type = number(calls, device, CL.CL_DEVICE_TYPE);
    Kind kind =
        (type & CL.CL_DEVICE_TYPE_GPU) != 0
            ? Kind.GPU
            : (type & CL.CL_DEVICE_TYPE_CPU) != 0 ? Kind.CPU : Kind.ACCELERATOR;
    long floats = number(calls, device, CL.CL_DEVICE_SINGLE_FP_CONFIG);
    return new ClDevice(
        platform,
        device,
        kind,
        text(calls, device, CL.CL_DEVICE_NAME),
        text(calls, device, CL.CL_DEVICE_VENDOR),
        text(calls, device, CL.CL_DEVICE_VERSION),
        text(calls, device, CL.CL_DRIVER_VERSION),
        (int) number(calls, device, CL.CL_DEVICE_MAX_COMPUTE_UNITS),
        (int) number(calls, device, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE),
        number(calls, device, CL.CL_DEVICE_LOCAL_MEM_SIZE),
        number(calls, device, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
        number(calls, device, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        (floats & CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
        (floats & CL.CL_FP_DENORM) != 0);
  }

  private static long number(ClCalls calls, cl_device_id device, int fact) {
    return ClFacts.number(calls.getDeviceInfo(device, fact));
  }

  private static String text(ClCalls calls, cl_device_id device, int fact) {
    return ClFacts.text(calls.getDeviceInfo(device, fact));
  }
}
