package dev.heed.models.arch;

import dev.heed.engine.error.HeedException;

/**
 * The calling thread was interrupted while its work waited or between two batches. The thread's
 * interrupt flag is set; the model remains usable.
 */
public final class CancelledException extends HeedException {
  private static final long serialVersionUID = 1L;

  /** With the work that was cancelled. */
  public CancelledException(String message) {
    super(message);
  }

  /** Throws when the current thread has been interrupted. */
  public static void throwIfInterrupted(String work) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(work + " was cancelled: its thread was interrupted");
    }
  }
}
