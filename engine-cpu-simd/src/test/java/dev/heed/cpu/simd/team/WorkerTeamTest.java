package dev.heed.cpu.simd.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerTeamTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 70})
  void everyPartOfEveryLaunchRunsOnce(int size) {
    try (WorkerTeam team = new WorkerTeam("parts", size)) {
      Region region = new Region();
      for (int launch = 0; launch < 2_000; launch++) {
        int parts = 1 + launch % 23;
        AtomicIntegerArray runs = new AtomicIntegerArray(parts);
        team.run(region, parts, (part, member) -> runs.incrementAndGet(part));
        for (int p = 0; p < parts; p++) {
          assertThat(runs.get(p)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void noMemberRunsTwoPartsAtOnce() {
    try (WorkerTeam team = new WorkerTeam("members", 4)) {
      AtomicIntegerArray running = new AtomicIntegerArray(4);
      AtomicInteger clashes = new AtomicInteger();
      Region region = new Region();
      for (int launch = 0; launch < 500; launch++) {
        team.run(
            region,
            16,
            (part, member) -> {
              if (running.incrementAndGet(member) != 1) {
                clashes.incrementAndGet();
              }
              Thread.onSpinWait();
              running.decrementAndGet(member);
            });
      }
      assertThat(clashes).hasValue(0);
    }
  }

  @Test
  void helpersTakePart() {
    try (WorkerTeam team = new WorkerTeam("helpers", 2)) {
      CountDownLatch both = new CountDownLatch(2);
      // Each part waits for the other: one thread alone would never end.
      team.run(
          new Region(),
          2,
          (part, member) -> {
            both.countDown();
            awaitUninterruptibly(both);
          });
      assertThat(both.getCount()).isZero();
    }
  }

  @Test
  void aSleepingTeamWakesUp() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam("sleepers", 2)) {
      for (int round = 0; round < 20; round++) {
        Thread.sleep(3);
        CountDownLatch both = new CountDownLatch(2);
        team.run(
            new Region(),
            2,
            (part, member) -> {
              both.countDown();
              awaitUninterruptibly(both);
            });
      }
    }
  }

  @Test
  void callersShareTheTeamWithoutWaitingForOneAnother() throws Exception {
    try (WorkerTeam team = new WorkerTeam("shared", 3);
        ExecutorService callers = Executors.newFixedThreadPool(5)) {
      List<Future<Integer>> sums = new ArrayList<>();
      for (int caller = 0; caller < 5; caller++) {
        sums.add(
            callers.submit(() -> {
              Region region = new Region();
              AtomicInteger sum = new AtomicInteger();
              for (int launch = 0; launch < 1_000; launch++) {
                team.run(region, 8, (part, member) -> sum.addAndGet(part));
              }
              return sum.get();
            }));
      }
      for (Future<Integer> sum : sums) {
        assertThat(sum.get()).isEqualTo(28_000);
      }
    }
  }

  @Test
  void aCallerWhoseWorkersAreBusyRunsAlone() throws Exception {
    try (WorkerTeam team = new WorkerTeam("busy", 2);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      CountDownLatch running = new CountDownLatch(2);
      CountDownLatch end = new CountDownLatch(1);
      Future<?> long2 =
          other.submit(() ->
              team.run(
                  new Region(),
                  2,
                  (part, member) -> {
                    running.countDown();
                    awaitUninterruptibly(end);
                  }));
      awaitUninterruptibly(running);
      Thread caller = Thread.currentThread();
      AtomicInteger elsewhere = new AtomicInteger();
      team.run(
          new Region(),
          5,
          (part, member) -> {
            if (Thread.currentThread() != caller) {
              elsewhere.incrementAndGet();
            }
          });
      end.countDown();
      long2.get();
      assertThat(elsewhere).hasValue(0);
    }
  }

  @Test
  void aCallerOfOnePartCountsAsBusy() throws Exception {
    try (WorkerTeam team = new WorkerTeam("one-part", 3);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Future<?> one =
          other.submit(() ->
              team.run(
                  new Region(),
                  1,
                  (part, member) -> {
                    running.countDown();
                    awaitUninterruptibly(end);
                  }));
      awaitUninterruptibly(running);
      try {
        for (int launch = 0; launch < 200; launch++) {
          Set<Thread> threads = ConcurrentHashMap.newKeySet();
          team.run(
              new Region(), // a helper of the launch before that comes late finds nothing here
              8,
              (part, member) -> {
                threads.add(Thread.currentThread());
                LockSupport.parkNanos(20_000);
              });
          assertThat(threads).hasSizeLessThanOrEqualTo(2);
        }
      } finally {
        end.countDown();
      }
      one.get();
    }
  }

  @Test
  void aTeamOfOneStartsNoThread() {
    try (WorkerTeam team = new WorkerTeam("alone", 1)) {
      assertThat(workersOf("alone")).isEmpty();
      assertThat(team.size()).isEqualTo(1);
    }
  }

  @Test
  void workersThatShareProcessorsSleepAtOnce() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam("crowded", 3, 2, TimeUnit.HOURS.toNanos(1))) {
      for (int launch = 0; launch < 20; launch++) {
        awaitSleep("crowded");
        team.run(new Region(), 3, (part, member) -> {});
      }
    }
  }

  @Test
  void aCallerThatSharesProcessorsSleepsUntilTheLastPartEnds() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam("crowded-caller", 2, 1, 0)) {
      Region region = new Region();
      for (int launch = 0; launch < 20; launch++) {
        awaitSleep("crowded-caller");
        assertThat(callerSleeps(team, region, () -> {})).isTrue();
      }
    }
  }

  @Test
  void aCallerWithAProcessorOfItsOwnSleepsTooWhileTheLastPartIsLong() {
    try (WorkerTeam team = new WorkerTeam("patient-caller", 2, 2, 0)) {
      assertThat(callerSleeps(team, new Region(), () -> {})).isTrue();
    }
  }

  @Test
  void anInterruptReachesTheCallerAfterItsSleep() {
    try (WorkerTeam team = new WorkerTeam("interrupted-caller", 2, 1, 0)) {
      Thread caller = Thread.currentThread();
      assertThat(callerSleeps(team, new Region(), caller::interrupt)).isTrue();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /**
   * Whether the caller sleeps while a worker is at the last part; waits for it up to ten seconds.
   */
  private static boolean callerSleeps(WorkerTeam team, Region region, Runnable ownPart) {
    Thread caller = Thread.currentThread();
    CountDownLatch both = new CountDownLatch(2);
    AtomicBoolean slept = new AtomicBoolean();
    team.run(
        region,
        2,
        (part, member) -> {
          both.countDown();
          awaitUninterruptibly(both);
          if (member == 0) {
            ownPart.run();
            return;
          }
          for (int look = 0; look < 100_000 && !slept.get(); look++) {
            LockSupport.parkNanos(100_000);
            slept.set(region.equals(LockSupport.getBlocker(caller)));
          }
        });
    return slept.get();
  }

  /** Until the workers are idle, so that the next launch takes them. */
  private static void awaitSleep(String team) throws InterruptedException {
    for (Thread worker : workersOf(team)) {
      while (worker.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }
  }

  private static List<Thread> workersOf(String team) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(team + "-"))
        .toList();
  }

  @Test
  void anInterruptedWorkerSleepsAndStillWorks() throws Exception {
    try (WorkerTeam team = new WorkerTeam("interrupted", 2)) {
      Thread worker = workersOf("interrupted").getFirst();
      worker.interrupt();
      while (worker.isInterrupted() || worker.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
      CountDownLatch both = new CountDownLatch(2);
      team.run(
          new Region(),
          2,
          (part, member) -> {
            both.countDown();
            awaitUninterruptibly(both);
          });
    }
  }

  @Test
  void aFinishedLaunchLetsGoOfItsMemory() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam("forgetting", 2)) {
      Region region = new Region();
      WeakReference<int[]> memory = launchOverMemory(team, region);
      while (memory.get() != null) {
        System.gc();
        Thread.sleep(1);
      }
      team.run(region, 2, (part, member) -> {});
    }
  }

  private static WeakReference<int[]> launchOverMemory(WorkerTeam team, Region region) {
    int[] memory = new int[1_000];
    team.run(region, 4, (part, member) -> memory[part] = member);
    return new WeakReference<>(memory);
  }

  @Test
  void anErrorOfAPartReachesTheCaller() {
    try (WorkerTeam team = new WorkerTeam("erring", 2)) {
      assertThatThrownBy(() ->
              team.run(
                  new Region(),
                  3,
                  (part, member) -> {
                    throw new StackOverflowError("part");
                  }))
          .isInstanceOf(StackOverflowError.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatAPartThrowsReachesTheCallerAndTheTeamGoesOn(int size) {
    try (WorkerTeam team = new WorkerTeam("failing", size)) {
      Region region = new Region();
      for (int launch = 0; launch < 200; launch++) {
        int bad = launch % 6;
        assertThatThrownBy(() ->
                team.run(
                    region,
                    6,
                    (part, member) -> {
                      if (part == bad) {
                        throw new IllegalStateException("part " + part);
                      }
                    }))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("part " + bad);
      }
      AtomicInteger runs = new AtomicInteger();
      team.run(region, 6, (part, member) -> runs.incrementAndGet());
      assertThat(runs).hasValue(6);
    }
  }

  @Test
  void closingEndsTheThreads() {
    WorkerTeam team = new WorkerTeam("ending", 3);
    team.run(new Region(), 3, (part, member) -> {});
    team.close();
    team.close();
    assertThat(workersOf("ending")).isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts here", e);
    }
  }
}
