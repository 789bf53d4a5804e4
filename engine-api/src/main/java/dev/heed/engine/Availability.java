package dev.heed.engine;

import java.util.List;

/** The verdict of a provider's probe. */
public sealed interface Availability {
  /**
   * At least one device can be opened.
   *
   * @param devices in the provider's order of preference
   */
  record Available(List<DeviceInfo> devices) implements Availability {
    public Available {
      devices = List.copyOf(devices);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("available without a device; say Unavailable instead");
      }
    }
  }

  /**
   * Nothing can be opened.
   *
   * @param reason what is missing
   * @param remedy what a person can do about it
   */
  record Unavailable(String reason, String remedy) implements Availability {}
}
