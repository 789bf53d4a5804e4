package dev.heed.engine.queue;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.QueueThreadException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time into a queue, and none once it closes.
 *
 * <pre>{@code
 * gate.enter();
 * try { … } finally { gate.leave(); }
 * }</pre>
 */
public final class QueueGate {
  private final String name;
  private final ReentrantLock inUse = new ReentrantLock();

  /** True from the first moment of closing: what comes while the running op ends is refused. */
  private volatile boolean closing;

  private boolean closed;

  /**
   * An open gate.
   *
   * @param name of the queue, for errors
   */
  public QueueGate(String name) {
    this.name = name;
  }

  /**
   * Comes in; {@link #leave} follows in a finally.
   *
   * @throws ClosedException when the queue is closed, or begins to be
   * @throws QueueThreadException when another thread is inside, or this one already
   */
  public void enter() {
    boolean inside = inUse.isHeldByCurrentThread();
    boolean entered = !inside && inUse.tryLock();
    if (closing) {
      if (entered) {
        inUse.unlock();
      }
      throw new ClosedException("queue '" + name + "' is closed");
    }
    if (!entered) {
      throw new QueueThreadException(
          inside
              ? "queue '%s' is called from inside an op that it runs; run the parts of an op within it"
                  .formatted(name)
              : "queue '%s' is in use by another thread; give each thread a queue of its own"
                  .formatted(name));
    }
  }

  /** Goes out. */
  public void leave() {
    inUse.unlock();
  }

  /**
   * Refuses whoever comes, waits for who is inside, then releases what the queue holds.
   *
   * @param release run once, at the first close, by this thread alone
   * @return false when it was closed before
   */
  public boolean close(Runnable release) {
    closing = true;
    inUse.lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
      release.run();
      return true;
    } finally {
      inUse.unlock();
    }
  }
}
