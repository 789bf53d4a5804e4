package dev.heed.engine;

import org.jspecify.annotations.Nullable;

/**
 * Which backend the caller wants.
 *
 * @param backend a name such as {@code cpu-simd}; or a device, by its number such as {@code
 *     gpu-opencl:1}, by a part of its name such as {@code gpu-opencl:h100}, or {@code
 *     gpu-opencl:auto} for the first; or null for the best one that is available
 * @param strict refuses last-resort backends and broken provider entries instead of going on with a
 *     warning
 */
public record BackendRequest(@Nullable String backend, boolean strict) {
  /** The best one, leniently. */
  public static final BackendRequest BEST = new BackendRequest(null, false);

  /** This one and no other. */
  public static BackendRequest named(String backend) {
    return new BackendRequest(backend, false);
  }

  /**
   * From system property or environment variable, the property first: {@code heed.backend} / {@code
   * HEED_BACKEND}, {@code heed.strict} / {@code HEED_STRICT}.
   */
  public static BackendRequest fromEnvironment() {
    return from(Settings.ofThisJvm());
  }

  static BackendRequest from(Settings settings) {
    return new BackendRequest(settings.text("heed.backend"), settings.flag("heed.strict"));
  }
}
