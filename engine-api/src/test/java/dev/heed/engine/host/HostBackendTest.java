package dev.heed.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.ClosedException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it can hold, and the order of closing, where what runs belongs to no queue. */
@Timeout(60)
class HostBackendTest {
  private final PlainBackend backend =
      new PlainBackend(new DeviceInfo("plain", 0, "nothing", Map.of()), BackendOptions.DEFAULT);

  @Test
  void closeWaitsForWhatHasBegun() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread worker = Thread.ofPlatform().start(() -> backend.whileOpen(() -> holdOn(begun, mayEnd)));
    begun.await();
    Thread closer = Thread.ofPlatform().start(backend::close);
    while (closer.getState() != Thread.State.WAITING) {
      assertThat(closer.isAlive()).as("close waits").isTrue();
      Thread.onSpinWait();
    }
    assertThatExceptionOfType(ClosedException.class)
        .as("what comes while close waits")
        .isThrownBy(() -> backend.whileOpen(() -> 1));
    mayEnd.countDown();
    worker.join();
    closer.join();
  }

  @Test
  void whatFailedIsNotWaitedFor() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() ->
            backend.whileOpen(() -> {
              throw new IllegalStateException("made up");
            }));
    backend.close();
  }

  @Test
  void itCanHaveWhatTheHeapHasUnlessTheLimitIsLower() {
    long heap = Runtime.getRuntime().maxMemory();
    assertThat(capacity(0)).hasValue(heap);
    assertThat(capacity(1_000_000)).hasValue(1_000_000);
    assertThat(capacity(Long.MAX_VALUE)).hasValue(heap);
  }

  private static OptionalLong capacity(long limit) {
    try (PlainBackend limited =
        new PlainBackend(
            new DeviceInfo("plain", 0, "nothing", Map.of()),
            BackendOptions.DEFAULT.withMemoryLimit(limit))) {
      return limited.capacity();
    }
  }

  private static boolean holdOn(CountDownLatch begun, CountDownLatch mayEnd) {
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
