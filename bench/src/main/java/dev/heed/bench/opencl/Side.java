package dev.heed.bench.opencl;

import dev.heed.bench.op.WorkFigures;
import dev.heed.engine.DeviceInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An engine on a device: what the table compares.
 *
 * @param engine such as {@code cpu-simd}
 * @param device its name
 * @param driver the driver's version, where there is one
 * @param threads null where they are the device's own
 */
record Side(String engine, String device, @Nullable String driver, @Nullable Integer threads) {
  /** A backend on the processor. */
  static Side ofThreads(DeviceInfo device, int threads) {
    return new Side(device.backend(), device.name(), null, threads);
  }

  /** An engine on an OpenCL device. */
  static Side ofDriver(String engine, DeviceInfo device) {
    return new Side(engine, device.name(), device.attributes().get("driver"), null);
  }

  /** How the chart calls it: {@code cpu-simd, 2 threads}. */
  String label() {
    if (threads == null) {
      return engine;
    }
    return "%s, %d thread%s".formatted(engine, threads, threads == 1 ? "" : "s");
  }

  /**
   * A row of the table.
   *
   * @param openClTimesFaster time of this / time of gpu-opencl; null where that was not measured
   */
  Map<String, @Nullable Object> row(
      String work, String kernel, WorkFigures figures, @Nullable Double openClTimesFaster) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("work", work);
    row.put("engine", engine);
    row.put("device", device);
    row.put("driver", driver);
    row.put("threads", threads);
    row.put("kernel", kernel);
    figures.addTo(row);
    row.put("openClTimesFaster", openClTimesFaster);
    return row;
  }
}
