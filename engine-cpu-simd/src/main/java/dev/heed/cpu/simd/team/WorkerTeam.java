package dev.heed.cpu.simd.team;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The threads of one backend. A caller takes part in its own work; the others are workers that wait
 * spinning for 50 µs and then asleep; a team larger than the number of processors never spins.
 * Several callers share them: each launch takes the workers that are idle, and no more than leave
 * the number of busy threads at the size of the team, so that with as many callers as threads each
 * runs alone. A caller never waits for a worker to become idle, only for parts that a worker has
 * begun: there is no deadlock.
 */
public final class WorkerTeam implements AutoCloseable {
  /**
   * How long a worker looks for the next region before it sleeps: longer than the gaps between the
   * ops of one pass, and nothing beside what an idle process costs. Waking takes some 50 µs.
   */
  private static final long SPIN_NANOS = 50_000;

  /** Looks at the last running parts before the caller lets other threads run. */
  private static final int LOOKS_BEFORE_YIELD = 2_000;

  /**
   * How long after those looks the caller stays awake: the last part of a usual op is done by then,
   * and under a quota of processor time, or beside another team, a longer wait costs more than to
   * be woken.
   */
  private static final long YIELD_NANOS = 500_000;

  private final List<Worker> workers = new ArrayList<>();

  /**
   * More threads than processors: who spins keeps another from working. Four threads on one
   * processor took 1.9 times as long as one over a text of 12 tokens, and 1.1 times asleep.
   */
  private final boolean crowded;

  /** One bit for each worker that waits for work. */
  private final AtomicLongArray idle;

  /** Callers in a launch at this moment. */
  private final AtomicInteger callers = new AtomicInteger();

  /**
   * Starts the workers.
   *
   * @param name of the threads, before their number
   * @param size threads that work at once, the caller among them
   */
  public WorkerTeam(String name, int size) {
    this(name, size, Runtime.getRuntime().availableProcessors(), SPIN_NANOS);
  }

  /**
   * The same for a test.
   *
   * @param processors that the threads share
   * @param spinNanos how long a worker looks for work before it sleeps, where it has a processor
   */
  WorkerTeam(String name, int size, int processors, long spinNanos) {
    crowded = size > processors;
    idle = new AtomicLongArray(Math.ceilDiv(size, Long.SIZE));
    for (int member = 1; member < size; member++) {
      workers.add(new Worker(this, member, name + "-" + member, crowded ? 0 : spinNanos));
    }
    boolean started = false;
    try {
      for (Worker worker : workers) {
        worker.start();
      }
      started = true;
    } finally {
      if (!started) { // the system gives no more threads
        workers.forEach(Worker::dismiss);
      }
    }
    for (int member = 1; member < size; member++) {
      idle(member);
    }
  }

  /** Threads that work at once, the caller among them. */
  public int size() {
    return workers.size() + 1;
  }

  /**
   * Runs all parts of a task and returns when they are done. What a part throws is thrown here.
   *
   * @param region the caller's own; one launch at a time
   */
  public void run(Region region, int parts, Task task) {
    if (parts <= 0) {
      return;
    }
    int others = callers.getAndIncrement();
    try {
      if (parts == 1) {
        task.run(0, 0);
        return;
      }
      region.open(task, parts);
      int helpers = Math.min(parts, size() - others) - 1;
      for (int h = 0; h < helpers; h++) {
        int member = claim();
        if (member == 0) {
          break;
        }
        workers.get(member - 1).assign(region);
      }
      region.work(0);
      if (crowded || !finishesSoon(region)) {
        region.sleepUntilFinished();
      }
    } finally {
      callers.getAndDecrement();
    }
    region.end();
  }

  /** Ends the workers and waits for them; nothing may be running. */
  @Override
  public void close() {
    workers.forEach(Worker::dismiss);
    workers.forEach(Worker::join);
  }

  /** Says that a worker waits. */
  void idle(int member) {
    int word = member / Long.SIZE;
    long bits = idle.get(word);
    while (!idle.compareAndSet(word, bits, bits | 1L << member)) {
      bits = idle.get(word);
    }
  }

  /** An idle worker, now taken, or 0 when there is none. */
  private int claim() {
    for (int w = 0; w < idle.length(); w++) {
      long bits = idle.get(w);
      while (bits != 0) {
        if (idle.compareAndSet(w, bits, bits & (bits - 1))) {
          return w * Long.SIZE + Long.numberOfTrailingZeros(bits);
        }
        bits = idle.get(w);
      }
    }
    return 0;
  }

  // The thread that runs the last part may be waiting for this very processor.
  @SuppressWarnings("ThreadPriorityCheck")
  private static boolean finishesSoon(Region region) {
    int looks = 0;
    long deadline = 0;
    while (!region.isFinished()) {
      if (looks < LOOKS_BEFORE_YIELD) {
        looks++;
        Thread.onSpinWait();
      } else {
        long now = System.nanoTime();
        if (deadline == 0) {
          deadline = now + YIELD_NANOS;
        } else if (now - deadline > 0) {
          return false;
        }
        Thread.yield();
      }
    }
    return true;
  }
}
