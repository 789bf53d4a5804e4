package dev.heed.cpu.simd.team;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread of the team: waits for a region, helps with it, and says that it is idle again. */
final class Worker implements Runnable {
  /**
   * How long a worker looks for the next region before it sleeps: longer than the gaps between the
   * ops of one pass, and nothing beside what an idle process costs. Waking takes some 50 µs.
   */
  private static final long SPIN_NANOS = 50_000;

  /** Looks between two readings of the clock. */
  private static final int LOOKS = 64;

  private final WorkerTeam team;
  private final int member;
  private final Thread thread;
  private volatile @Nullable Region assigned;
  private volatile boolean asleep;
  private volatile boolean dismissed;

  Worker(WorkerTeam team, int member, String name) {
    this.team = team;
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
    long deadline = System.nanoTime() + SPIN_NANOS;
    int looks = 0;
    while (region == null && !dismissed) {
      if (++looks % LOOKS != 0 || System.nanoTime() < deadline) {
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
