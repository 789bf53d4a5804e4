package dev.heed.app.doctor;

import dev.heed.engine.DeviceInfo;
import java.util.Set;

/**
 * What the doctor does beside comparing.
 *
 * @param withSpeed whether to measure, which takes some seconds a device
 * @param tuned ids of the devices to tune first, which may take minutes a device
 */
public record Extent(boolean withSpeed, Set<String> tuned) {
  public Extent {
    tuned = Set.copyOf(tuned);
  }

  boolean isTuned(DeviceInfo device) {
    return tuned.contains(device.id());
  }
}
