package dev.heed.models;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * A value that another thread works out while this one does something else; on one processor, this
 * one, at once.
 */
final class Beside<T> {
  private final CompletableFuture<T> future;

  private Beside(CompletableFuture<T> future) {
    this.future = future;
  }

  /**
   * Begins.
   *
   * @param name of the thread
   */
  static <T> Beside<T> start(String name, Supplier<T> work) {
    return Runtime.getRuntime().availableProcessors() == 1 ? atOnce(work) : onThread(name, work);
  }

  static <T> Beside<T> atOnce(Supplier<T> work) {
    return new Beside<>(CompletableFuture.supplyAsync(work, Runnable::run));
  }

  static <T> Beside<T> onThread(String name, Supplier<T> work) {
    return new Beside<>(
        CompletableFuture.supplyAsync(
            work, task -> Thread.ofPlatform().daemon().name(name).start(task)));
  }

  /** Waits for the value, or throws what the work threw; an interrupt is kept for the caller. */
  T result() {
    try {
      return future.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException exception) {
        throw exception;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  /** Waits for the end of the work, whatever it is. */
  void settle() {
    future.handle((value, thrown) -> value).join();
  }
}
