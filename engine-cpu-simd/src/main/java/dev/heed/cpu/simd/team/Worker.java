package dev.heed.cpu.simd.team;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread of the team: waits for a region, helps with it, and says that it is idle again. */
final class Worker implements Runnable {
  /** Looks between two readings of the clock. */
  private static final int LOOKS = 64;

  private final WorkerTeam team;
  private final long spinNanos;
  private final int member;
  private final Thread thread;
  private volatile @Nullable Region assigned;
  private volatile boolean asleep;
  private volatile boolean dismissed;

  /**
   * @param spinNanos how long it looks for the next region before it sleeps; 0 for not at all
   */
  Worker(WorkerTeam team, int member, String name, long spinNanos) {
    this.team = team;
    this.spinNanos = spinNanos;
    this.member = member;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name(name)
            .unstarted(this);
    // Not the opener's: in a server that would keep a whole application alive.
    thread.setContextClassLoader(Worker.class.getClassLoader());
  }

  void start() {
    thread.start();
  }

  /** Hands over a region; only to a worker that was claimed as idle. */
  void assign(Region region) {
    assigned = region;
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  void dismiss() {
    dismissed = true;
    LockSupport.unpark(thread);
  }

  /** Waits until the thread has ended; an interrupt is kept for the caller. */
  void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    Region region = await();
    while (region != null) {
      region.work(member);
      assigned = null;
      team.idle(member);
      region = await();
    }
  }

  /** The next region, or null when dismissed. */
  private @Nullable Region await() {
    Region region = assigned;
    long deadline = System.nanoTime() + spinNanos;
    int looks = 0;
    while (region == null && !dismissed) {
      if (spinNanos > 0 && (++looks % LOOKS != 0 || System.nanoTime() < deadline)) {
        Thread.onSpinWait();
      } else {
        asleep = true;
        if (assigned == null && !dismissed) {
          LockSupport.park(this);
          Thread.interrupted(); // means nothing here, and would keep the thread awake
        }
        asleep = false;
      }
      region = assigned;
    }
    return region;
  }
}
