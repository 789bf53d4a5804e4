package dev.heed.gpu.opencl;

import dev.heed.engine.BackendOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * This backend's own options, from {@link BackendOptions#properties}, or else a system property
 * such as {@code heed.opencl.cache}, or else HEED_OPENCL_CACHE.
 *
 * @param cache where compiled kernels and what tuning found are kept; null for nowhere
 * @param sync waits after each launch, so that a failure is that of the launch itself
 * @param pool most bytes of the device that are kept for the next scope
 * @param apart gives each tensor memory of its own, of just its bytes, so that a checker such as
 *     Oclgrind sees a kernel that leaves it
 */
record OpenClOptions(@Nullable Path cache, boolean sync, long pool, boolean apart) {
  private static final Set<String> NAMES = Set.of("cache", "sync", "pool", "apart");
  private static final long POOL = 256L << 20;

  static OpenClOptions of(BackendOptions options) {
    Map<String, String> given = options.properties();
    Set<String> unknown = new TreeSet<>(given.keySet());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "backend '%s' has the options %s, but was given %s"
              .formatted(OpenClProvider.NAME, new TreeSet<>(NAMES), unknown));
    }
    return new OpenClOptions(
        cache(text("cache", given)),
        flag("sync", given),
        bytes(text("pool", given)),
        flag("apart", given));
  }

  private static @Nullable String text(String name, Map<String, String> given) {
    String value = given.get(name);
    if (value == null) {
      value = System.getProperty("heed.opencl." + name);
    }
    if (value == null) {
      value = System.getenv("HEED_OPENCL_" + name.toUpperCase(Locale.ROOT));
    }
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** Otherwise the user's folder for caches. */
  private static @Nullable Path cache(@Nullable String value) {
    if (value != null) {
      return value.equals("none") ? null : Path.of(value);
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    Path folder =
        caches == null || caches.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return folder.resolve("heed").resolve("opencl");
  }

  private static boolean flag(String name, Map<String, String> given) {
    String value = text(name, given);
    return switch (value == null ? "false" : value) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw new IllegalArgumentException(
              "heed.opencl.%s must be true or false, was '%s'".formatted(name, value));
    };
  }

  private static long bytes(@Nullable String value) {
    if (value == null) {
      return POOL;
    }
    try {
      long bytes = Long.parseLong(value);
      if (bytes >= 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(wrongPool(value), e);
    }
    throw new IllegalArgumentException(wrongPool(value));
  }

  private static String wrongPool(String value) {
    return "heed.opencl.pool must be a number of bytes, was '%s'".formatted(value);
  }
}
