package dev.heed.gpu.opencl;

import dev.heed.engine.Availability;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Rejection;
import dev.heed.engine.error.HeedException;
import dev.heed.gpu.opencl.cl.ClCalls;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.cl.ClError;
import dev.heed.gpu.opencl.launch.DeviceLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The devices that run a kernel as they should, graphics cards first. One that is taken only when
 * it is asked for is tried only then: its driver takes a good part of a second to compile.
 */
final class Devices {
  private static final String REMEDY =
      "update the driver, or see what else holds the device's memory";

  private final List<Found> found = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  /**
   * One that can be opened.
   *
   * @param info what the user sees
   * @param device what is opened
   */
  record Found(DeviceInfo info, ClDevice device) {}

  /** Looks at every device, and tries those that may be taken unasked with a small kernel. */
  Devices(ClCalls calls) {
    List<ClDevice> all = new ArrayList<>(ClDevice.all(calls, refused::add));
    all.sort(Comparator.comparing(ClDevice::kind));
    for (int number = 0; number < all.size(); number++) {
      ClDevice device = all.get(number);
      try {
        String small = DeviceLimits.of(device).tooSmall();
        if (small != null) {
          refused.add("%s: %s".formatted(device.name(), small));
          continue;
        }
        if (device.kind() != ClDevice.Kind.CPU) {
          Trial.run(calls, device);
        }
        found.add(new Found(info(number, device), device));
      } catch (HeedException | ClError e) {
        refused.add("%s: %s".formatted(device.name(), firstLine(e)));
      }
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }

  List<Found> found() {
    return found;
  }

  /** What the probe says. */
  Availability availability() {
    if (!found.isEmpty()) {
      return new Availability.Available(
          found.stream().map(Found::info).toList(),
          refused.stream()
              .map(reason -> new Rejection(OpenClProvider.NAME, reason, REMEDY))
              .toList());
    }
    return refused.isEmpty()
        ? new Availability.Unavailable(
            "OpenCL is there, but no driver with a device",
            "install the graphics card's driver, or pocl-opencl-icd to compute on the processor")
        : new Availability.Unavailable(
            "no device runs a kernel as it should: " + String.join("; ", refused), REMEDY);
  }

  private static DeviceInfo info(int index, ClDevice device) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("kind", device.kind().name());
    facts.put("vendor", device.vendor());
    facts.put("driver", device.driver());
    facts.put("version", device.version());
    facts.put("compute units", "%,d".formatted(device.computeUnits()));
    facts.put("memory", "%,d MiB".formatted(device.globalMemory() >> 20));
    facts.put("largest buffer", "%,d MiB".formatted(device.maxAllocation() >> 20));
    facts.put("local memory", "%,d KiB".formatted(device.localMemory() >> 10));
    facts.put("work-group", "%,d".formatted(device.maxWorkGroup()));
    if (!device.keepsDenormals()) {
      facts.put("denormals", "taken for 0");
    }
    return new DeviceInfo(
        OpenClProvider.NAME, index, device.name(), facts, device.kind() == ClDevice.Kind.CPU);
  }
}
