package dev.heed.engine.queue;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.error.ClosedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is open of a backend, and the order in which it closes: nothing new comes, queues end with
 * what they run, work outside queues is waited for, then scopes go, then the backend itself.
 *
 * @param <S> its scopes
 * @param <Q> its queues
 */
public final class BackendLife<S extends Scope, Q extends CommandQueue> {
  private final String backend;
  private final Set<S> scopes = new LinkedHashSet<>();
  private final Set<Q> queues = new LinkedHashSet<>();

  /** Calls of {@link #whileOpen} that have not ended. */
  private int running;

  private boolean closed;

  /**
   * Begins.
   *
   * @param backend its id, for errors
   */
  public BackendLife(String backend) {
    this.backend = backend;
  }

  /**
   * Opens a scope.
   *
   * @throws ClosedException when the backend is closed
   */
  public synchronized S openScope(Supplier<S> scope) {
    refuseIfClosed();
    S made = scope.get();
    scopes.add(made);
    return made;
  }

  /**
   * Opens a queue.
   *
   * @throws ClosedException when the backend is closed
   */
  public synchronized Q openQueue(Supplier<Q> queue) {
    refuseIfClosed();
    Q made = queue.get();
    queues.add(made);
    return made;
  }

  /** A scope was closed. */
  public synchronized void forgetScope(S scope) {
    scopes.remove(scope);
  }

  /**
   * A queue was closed.
   *
   * @param ifLast run when no other is open, and before another one opens
   */
  public synchronized void forgetQueue(Q queue, Runnable ifLast) {
    queues.remove(queue);
    if (queues.isEmpty()) {
      ifLast.run();
    }
  }

  /** How many scopes are open. */
  public synchronized int scopes() {
    return scopes.size();
  }

  /** How many queues are open. */
  public synchronized int queues() {
    return queues.size();
  }

  /**
   * Does work that no queue runs, such as packing a weight: refused once the backend is closed, and
   * what has begun is waited for.
   *
   * @param work is given the queues that were open when it began
   * @throws ClosedException when the backend is closed
   */
  public <T> T whileOpen(Function<List<Q>, T> work) {
    List<Q> open;
    synchronized (this) {
      refuseIfClosed();
      running++;
      open = List.copyOf(queues);
    }
    try {
      return work.apply(open);
    } finally {
      synchronized (this) {
        running--;
        notifyAll();
      }
    }
  }

  /**
   * Closes queues and scopes, then what the backend itself holds. A second call does nothing.
   *
   * @param release run once, at the end
   */
  public void close(Runnable release) {
    List<Q> openQueues;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      openQueues = new ArrayList<>(queues);
    }
    openQueues.forEach(CommandQueue::close);
    List<S> openScopes;
    synchronized (this) {
      awaitRunning();
      openScopes = new ArrayList<>(scopes);
    }
    openScopes.forEach(Scope::close);
    release.run();
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new ClosedException("backend '" + backend + "' is closed");
    }
  }

  /** An interrupt is kept for the caller. */
  private void awaitRunning() {
    boolean interrupted = false;
    while (running > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
