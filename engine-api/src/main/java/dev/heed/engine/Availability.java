package dev.heed.engine;

import java.util.List;

/** The verdict of a provider's probe. */
public sealed interface Availability {
  /**
   * At least one device can be opened.
   *
   * @param devices in the provider's order of preference
   * @param refused devices that are there and cannot be opened, each with the reason and the remedy
   */
  record Available(List<DeviceInfo> devices, List<Rejection> refused) implements Availability {
    public Available {
      devices = List.copyOf(devices);
      refused = List.copyOf(refused);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("available without a device; say Unavailable instead");
      }
    }

    /** Every device that is there can be opened. */
    public Available(List<DeviceInfo> devices) {
      this(devices, List.of());
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
