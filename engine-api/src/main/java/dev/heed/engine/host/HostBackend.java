package dev.heed.engine.host;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Usage;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A backend whose memory is the JVM's own: scopes of heap arrays, queues that run at once, and the
 * order of closing. A subclass gives queues with kernels, the answers of {@code support}, and its
 * order of packed weights.
 */
public abstract class HostBackend implements Backend {
  private final DeviceInfo device;
  private final BackendOptions options;
  private final MemoryBudget budget;
  private final Set<HostScope> scopes = new LinkedHashSet<>();
  private final Set<HostQueue> queues = new LinkedHashSet<>();

  /** Calls of {@link #whileOpen} that have not ended. */
  private int running;

  private boolean closed;

  /**
   * @param options those in force, with the number of threads filled in
   */
  protected HostBackend(DeviceInfo device, BackendOptions options) {
    this.device = device;
    this.options = options;
    this.budget = new MemoryBudget(options.memoryLimit());
  }

  /** A queue with this backend's kernels. */
  protected abstract HostQueue createQueue(String name);

  /**
   * Gives back memory that kernels of several queues share; called when the last open queue has
   * been closed, and before another one is opened.
   */
  protected void releaseWorkingMemory() {}

  /** Gives back what the backend itself holds, such as threads; called once, at the end. */
  protected abstract void release();

  @Override
  public final DeviceInfo device() {
    return device;
  }

  @Override
  public final BackendOptions options() {
    return options;
  }

  @Override
  public final Scope newScope(String name) {
    HostScope scope = new HostScope(name, this, budget);
    synchronized (this) {
      refuseIfClosed();
      scopes.add(scope);
    }
    return scope;
  }

  @Override
  public final CommandQueue newQueue(String name) {
    synchronized (this) {
      refuseIfClosed();
      HostQueue queue = createQueue(name);
      queues.add(queue);
      return queue;
    }
  }

  @Override
  public final synchronized Usage usage() {
    return new Usage(scopes.size(), queues.size(), budget.used());
  }

  @Override
  public final void close() {
    List<HostQueue> openQueues;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      openQueues = new ArrayList<>(queues);
    }
    openQueues.forEach(HostQueue::close);
    List<HostScope> openScopes;
    synchronized (this) {
      awaitRunning();
      openScopes = new ArrayList<>(scopes);
    }
    openScopes.forEach(HostScope::close);
    release();
  }

  /**
   * Does work that no queue runs, such as packing a weight: refused once this backend is closed,
   * and what has begun is waited for.
   */
  protected final <T> T whileOpen(Supplier<T> work) {
    synchronized (this) {
      refuseIfClosed();
      running++;
    }
    try {
      return work.get();
    } finally {
      synchronized (this) {
        running--;
        notifyAll();
      }
    }
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new ClosedException("backend '" + device.id() + "' is closed");
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

  /**
   * Does work that no queue runs in scratch memory of its own, which the budget counts until the
   * work ends.
   *
   * @param name of the memory, for errors
   */
  protected final void withScratch(String name, int floats, Consumer<float[]> work) {
    long bytes = DType.F32.bytes(floats);
    budget.take(bytes, name);
    try {
      work.accept(scratch(name, floats));
    } finally {
      budget.give(bytes);
    }
  }

  private static float[] scratch(String name, int floats) {
    try {
      return new float[floats];
    } catch (OutOfMemoryError e) {
      throw MemoryBudget.heapTooSmall(DType.F32.bytes(floats), name, e);
    }
  }

  /** Memory that kernels work in: counted in the budget, but not among the open scopes. */
  protected final HostScope scratchScope(String name) {
    return new HostScope(name, this, budget);
  }

  final synchronized void forget(HostScope scope) {
    scopes.remove(scope);
  }

  final synchronized void forget(HostQueue queue) {
    queues.remove(queue);
    if (queues.isEmpty()) {
      releaseWorkingMemory();
    }
  }
}
