package dev.heed.engine;

import java.util.List;

/**
 * A backend that was chosen, and why the others were not.
 *
 * @param provider the chosen one
 * @param device its device
 * @param rejections the others, with their reasons
 */
public record BackendChoice(
    BackendProvider provider, DeviceInfo device, List<Rejection> rejections) {
  public BackendChoice {
    rejections = List.copyOf(rejections);
  }

  /** True when only a last-resort backend could be had: right, but slow. */
  public boolean isLastResort() {
    return provider.priority() < 0;
  }

  /** Opens the device. */
  public Backend open(BackendOptions options) {
    return provider.open(device, options);
  }
}
