package dev.heed.app.doctor;

import dev.heed.engine.DeviceInfo;
import java.util.Set;

/**
 * What the doctor does beside comparing, and with which devices.
 *
 * @param onRequest whether devices that are taken only when they are asked for were: else they are
 *     listed, and not opened
 * @param withSpeed whether to measure, which takes some seconds a device
 * @param tuned ids of the devices to tune first, which may take minutes a device
 */
public record Extent(boolean onRequest, boolean withSpeed, Set<String> tuned) {
  public Extent {
    tuned = Set.copyOf(tuned);
  }

  boolean isExamined(DeviceInfo device) {
    return onRequest || !device.onRequest();
  }

  boolean isTuned(DeviceInfo device) {
    return tuned.contains(device.id());
  }
}
