package dev.heed.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  @Test
  void everyCallButTheFirstOfEachCallerCounts() {
    AtomicInteger calls = new AtomicInteger();
    Latencies load = ClosedLoop.run(3, 0, (caller, turn) -> calls.incrementAndGet());
    assertThat(calls).hasValue(6);
    assertThat(load.count()).isEqualTo(3);
  }

  @Test
  void callersCallAtTheSameTime() {
    CountDownLatch all = new CountDownLatch(4);
    ClosedLoop.run(
        4,
        0,
        (caller, turn) -> {
          all.countDown();
          // One after the other they would wait for ever.
          assertThat(await(all)).isTrue();
        });
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void eachCallerCountsItsTurns() {
    Map<Integer, Integer> turns = new ConcurrentHashMap<>();
    Latencies load =
        ClosedLoop.run(
            2,
            30,
            (caller, turn) -> {
              turns.merge(caller, turn, Math::max);
              LockSupport.parkNanos(1_000_000);
            });
    assertThat(turns.values().stream().mapToInt(last -> last + 1).sum()).isEqualTo(load.count());
    assertThat(load.percentile(0)).isGreaterThanOrEqualTo(0);
  }

  @Test
  void aCallThatFailsEndsTheLoad() {
    assertThatIllegalStateException()
        .isThrownBy(() ->
            ClosedLoop.run(
                2,
                10,
                (caller, turn) -> {
                  if (caller == 1) {
                    throw new IllegalArgumentException("no such text");
                  }
                }))
        .withMessage("a caller failed")
        .havingRootCause()
        .withMessage("no such text");
  }
}
