package dev.heed.engine;

import java.util.Map;

/**
 * How a backend is opened.
 *
 * @param threads worker threads, the caller's own among them; 0 for one per processor
 * @param compute exact unless the caller says otherwise
 * @param memoryLimit most bytes that all scopes and the scratch of all queues together may take; 0
 *     for no limit of ours
 * @param properties further options by the backend's own names; an unknown one is an error
 */
public record BackendOptions(
    int threads, Compute compute, long memoryLimit, Map<String, String> properties) {
  public static final BackendOptions DEFAULT = new BackendOptions(0, Compute.EXACT, 0, Map.of());

  public BackendOptions {
    if (threads < 0 || threads > 4096) {
      throw new IllegalArgumentException(
          "threads must be 1 to 4096, or 0 for one per processor; was " + threads);
    }
    if (memoryLimit < 0) {
      throw new IllegalArgumentException(
          "memoryLimit must be at least 0 bytes (0 for none); was " + memoryLimit);
    }
    properties = Map.copyOf(properties);
  }

  /**
   * From system property or environment variable, the property first: {@code heed.threads} / {@code
   * HEED_THREADS}, {@code heed.compute} / {@code HEED_COMPUTE} (exact or fast).
   */
  public static BackendOptions fromEnvironment() {
    return fromEnvironment(Compute.EXACT);
  }

  /** The same, with this arithmetic where the environment names none. */
  public static BackendOptions fromEnvironment(Compute otherwise) {
    return from(Settings.ofThisJvm(), otherwise);
  }

  static BackendOptions from(Settings settings, Compute otherwise) {
    return new BackendOptions(
        settings.wholeNumber("heed.threads", 0),
        settings.choice("heed.compute", Compute.class, otherwise),
        0,
        Map.of());
  }

  /** The same with this many threads. */
  public BackendOptions withThreads(int count) {
    return new BackendOptions(count, compute, memoryLimit, properties);
  }

  /** The same with this arithmetic. */
  public BackendOptions withCompute(Compute choice) {
    return new BackendOptions(threads, choice, memoryLimit, properties);
  }

  /** The same with this limit in bytes. */
  public BackendOptions withMemoryLimit(long bytes) {
    return new BackendOptions(threads, compute, bytes, properties);
  }

  /** The same with these options of the backend's own. */
  public BackendOptions withProperties(Map<String, String> options) {
    return new BackendOptions(threads, compute, memoryLimit, options);
  }
}
