package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import dev.heed.engine.error.ClosedException;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyModel;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionPoolTest {
  private static final int THREADS = 8;
  private static final int SESSIONS = 3;

  @TempDir Path folder;

  /** What a thread saw until the model was closed. */
  private record Calls(int right, int wrong) {}

  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void callsDuringCloseGiveTheRightBitsOrSayThatItIsClosed(String backendName) throws Exception {
    try (Backend backend = InstalledBackends.open(backendName);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      EncoderModel model = load(backend);
      float[] expected = model.states(TokenBatch.of(2, 5, 7, 3))[0];
      CountDownLatch running = new CountDownLatch(THREADS);
      List<Future<Calls>> callers = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        callers.add(threads.submit(() -> callUntilClosed(model, expected, running)));
      }
      running.await();
      model.close();
      assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
      for (Future<Calls> caller : callers) {
        assertThat(caller.get().right()).isPositive();
        assertThat(caller.get().wrong()).isZero();
      }
    }
  }

  private EncoderModel load(Backend backend) {
    try (ModelSource source = ModelSource.open(TinyModel.encoder().writeModel(folder))) {
      return EncoderPlan.of(source, HeadChoice.NONE).load(source.checkpoint(), backend, SESSIONS);
    }
  }

  /** Ends at the error that the model is closed; any other one fails the test. */
  private static Calls callUntilClosed(
      EncoderModel model, float[] expected, CountDownLatch running) {
    int right = 0;
    int wrong = 0;
    while (true) {
      try {
        boolean equal = Arrays.equals(model.states(TokenBatch.of(2, 5, 7, 3))[0], expected);
        right += equal ? 1 : 0;
        wrong += equal ? 0 : 1;
        if (right + wrong == 1) {
          running.countDown();
        }
      } catch (ClosedException e) {
        return new Calls(right, wrong);
      }
    }
  }

  @Test
  void anInterruptedWaiterGoesAndLeavesThePoolAsItWas() throws Exception {
    try (Backend backend = new IdleBackend();
        SessionPool pool = new SessionPool("tiny", 1, () -> new PassQueue(backend, "tiny"))) {
      FutureTask<Boolean> waiting =
          new FutureTask<>(() -> {
            assertThatThrownBy(() -> pool.with(session -> 0))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("while it waited for one of 1 sessions");
            return Thread.currentThread().isInterrupted();
          });
      Thread waiter = new Thread(waiting);
      pool.with(busy -> {
        waiter.start();
        while (waiter.getState() != Thread.State.WAITING) {
          Thread.onSpinWait();
        }
        waiter.interrupt();
        return 0;
      });
      assertThat(waiting.get()).as("its interrupt flag is set").isTrue();
      assertThat(pool.<Integer>with(session -> 7)).isEqualTo(7);
      assertThat(backend.usage().queues()).isEqualTo(1);
    }
  }

  @Test
  void whoWaitsWhenThePoolIsClosedIsTold() throws Exception {
    try (Backend backend = new IdleBackend()) {
      SessionPool pool = new SessionPool("tiny", 1, () -> new PassQueue(backend, "tiny"));
      FutureTask<Integer> waiting = new FutureTask<>(() -> pool.with(session -> 0));
      FutureTask<Integer> closing =
          new FutureTask<>(() -> {
            pool.close();
            return 0;
          });
      Thread waiter = new Thread(waiting);
      Thread closer = new Thread(closing);
      pool.with(busy -> {
        for (Thread thread : List.of(waiter, closer)) {
          thread.start();
          while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
        }
        return 0;
      });
      assertThatThrownBy(waiting::get)
          .hasCauseInstanceOf(ClosedException.class)
          .hasMessageContaining("model 'tiny' is closed");
      assertThat(closing.get()).isZero();
      assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
    }
  }
}
