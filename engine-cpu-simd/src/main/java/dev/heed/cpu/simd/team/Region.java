package dev.heed.cpu.simd.team;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One task after the other, each taken apart by whoever comes: the part of {@link WorkerTeam} that
 * belongs to a queue. Reused, so that a launch allocates nothing.
 */
public final class Region {
  /**
   * Number of the launch in the upper half, parts not yet taken in the lower. A helper that comes
   * late, when a later launch is under way, either takes a part of that one or none: its
   * compare-and-set fails when the number has changed.
   */
  private final AtomicLong ticket = new AtomicLong();

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private @Nullable Task task;
  private volatile @Nullable Thread sleeper;

  /** Opens a launch; by its owner, when the last one is finished. */
  void open(Task work, int parts) {
    task = work;
    unfinished.set(parts);
    long launch = (ticket.get() >>> 32) + 1;
    ticket.set(launch << 32 | parts);
  }

  /** Takes parts, the last first, until none is left. */
  void work(int member) {
    long seen = ticket.get();
    while ((int) seen > 0) {
      if (ticket.compareAndSet(seen, seen - 1)) {
        runPart((int) seen - 1, member);
      }
      seen = ticket.get();
    }
  }

  boolean isFinished() {
    return unfinished.get() == 0;
  }

  /** Sleeps until the last part has ended; an interrupt is kept for the caller. */
  void sleepUntilFinished() {
    boolean interrupted = false;
    sleeper = Thread.currentThread();
    while (!isFinished()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // would keep the thread awake
    }
    sleeper = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends a launch that is finished: lets go of the task and the memory that it knows, and throws
   * what the first failing part threw.
   */
  void end() {
    task = null;
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** After a failure the remaining parts are only counted. */
  private void runPart(int part, int member) {
    try {
      Task work = task;
      if (work != null && failure.get() == null) {
        work.run(part, member);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      if (unfinished.decrementAndGet() == 0) {
        LockSupport.unpark(sleeper);
      }
    }
  }
}
