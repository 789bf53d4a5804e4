package dev.heed.engine.host;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Usage;
import dev.heed.engine.queue.BackendLife;
import dev.heed.engine.tensor.DType;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A backend whose memory is the JVM's own: scopes of heap arrays and queues that run at once. A
 * subclass gives queues with kernels, the answers of {@code support}, and its order of packed
 * weights.
 */
public abstract class HostBackend implements Backend {
  private final DeviceInfo device;
  private final BackendOptions options;
  private final MemoryBudget budget;
  private final BackendLife<HostScope, HostQueue> life;

  /**
   * @param options those in force, with the number of threads filled in
   */
  protected HostBackend(DeviceInfo device, BackendOptions options) {
    this.device = device;
    this.options = options;
    this.budget = new MemoryBudget(options.memoryLimit());
    this.life = new BackendLife<>(device.id());
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
    return life.openScope(() -> new HostScope(name, this, budget));
  }

  @Override
  public final CommandQueue newQueue(String name) {
    return life.openQueue(() -> createQueue(name));
  }

  @Override
  public final Usage usage() {
    return new Usage(life.scopes(), life.queues(), budget.used());
  }

  @Override
  public final OptionalLong capacity() {
    long heap = Runtime.getRuntime().maxMemory();
    long limit = options.memoryLimit();
    return OptionalLong.of(limit > 0 ? Math.min(limit, heap) : heap);
  }

  @Override
  public final void close() {
    life.close(this::release);
  }

  /**
   * Does work that no queue runs, such as packing a weight: refused once this backend is closed,
   * and what has begun is waited for.
   */
  protected final <T> T whileOpen(Supplier<T> work) {
    return life.whileOpen(_ -> work.get());
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

  final void forget(HostScope scope) {
    life.forgetScope(scope);
  }

  final void forget(HostQueue queue) {
    life.forgetQueue(queue, this::releaseWorkingMemory);
  }
}
