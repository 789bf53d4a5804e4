package dev.heed.engine.host;

import dev.heed.engine.error.MemoryLimitException;

/** The bytes that one backend's scopes hold together, and how many they may. Thread-safe. */
final class MemoryBudget {
  private final long limit;
  private long used;

  /**
   * @param limit most bytes; 0 for no limit
   */
  MemoryBudget(long limit) {
    this.limit = limit;
  }

  synchronized void take(long bytes, String scope) {
    if (limit > 0 && bytes > limit - used) {
      throw new MemoryLimitException(
          "could not allocate %,d bytes in scope '%s': %,d of the limit of %,d are in use"
              .formatted(bytes, scope, used, limit));
    }
    used += bytes;
  }

  /** What is thrown where the budget would allow what the heap cannot hold. */
  static MemoryLimitException heapTooSmall(long bytes, String scope, OutOfMemoryError cause) {
    return new MemoryLimitException(
        "could not allocate %,d bytes in scope '%s': the Java heap of %,d bytes is too small; raise -Xmx"
            .formatted(bytes, scope, Runtime.getRuntime().maxMemory()),
        cause);
  }

  synchronized void give(long bytes) {
    used -= bytes;
  }

  synchronized long used() {
    return used;
  }
}
