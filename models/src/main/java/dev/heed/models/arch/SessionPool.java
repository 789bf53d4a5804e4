package dev.heed.models.arch;

import dev.heed.engine.error.ClosedException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sessions for concurrent callers: made when needed, at most {@code limit} at a time, kept for the
 * next caller unless their work failed; work has waited for what it enqueued when it returns. Who
 * comes when all are busy waits, in order of arrival.
 */
final class SessionPool implements AutoCloseable {
  private final String model;
  private final int limit;
  private final Supplier<PassQueue> maker;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<PassQueue> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  SessionPool(String model, int limit, Supplier<PassQueue> maker) {
    this.model = model;
    this.limit = limit;
    this.maker = maker;
    this.permits = new Semaphore(limit, true);
  }

  <R> R with(Function<PassQueue, R> work) {
    refuseIfClosed();
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "work for model '%s' was cancelled while it waited for one of %d sessions"
              .formatted(model, limit));
    }
    try {
      refuseIfClosed();
      PassQueue warm = idle.pollFirst();
      PassQueue session = warm == null ? maker.get() : warm;
      R result = applyOrDiscard(work, session);
      idle.addFirst(session);
      return result;
    } finally {
      permits.release();
    }
  }

  /**
   * What a session had enqueued when its work failed may still run, and fail later on: that is over
   * before the error goes up, and no concern of the next caller, who gets another session.
   */
  private static <R> R applyOrDiscard(Function<PassQueue, R> work, PassQueue session) {
    try {
      return work.apply(session);
    } catch (RuntimeException | Error e) {
      try {
        session.close();
      } catch (RuntimeException | Error again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** Refuses new work, waits for what runs, then closes the sessions. */
  @Override
  public void close() {
    closed = true;
    permits.acquireUninterruptibly(limit);
    try {
      for (PassQueue session = idle.poll(); session != null; session = idle.poll()) {
        session.close();
      }
    } finally {
      // Callers that wait for a permit get one now, and then the error that all is closed.
      permits.release(limit);
    }
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new ClosedException("model '%s' is closed".formatted(model));
    }
  }
}
