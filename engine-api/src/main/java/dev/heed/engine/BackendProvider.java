package dev.heed.engine;

/**
 * Found by {@link java.util.ServiceLoader}. Making one and probing never throw, and link no class
 * that may be absent.
 */
public interface BackendProvider {
  /** Such as {@code cpu-simd}; lower case, unique on a class path. */
  String name();

  /**
   * Used only when the caller names no backend: the available provider of the greatest priority is
   * taken. Below 0 is a last resort, taken with a warning and refused in strict mode.
   */
  int priority();

  /** What can be opened here, or why nothing can and what to do about it. Quiet and repeatable. */
  Availability probe();

  /**
   * Opens one of the devices that {@link #probe} named.
   *
   * @throws dev.heed.engine.error.BackendUnavailableException when it has gone meanwhile
   */
  Backend open(DeviceInfo device, BackendOptions options);
}
