package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.spec.ModelException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BesideTest {
  @Test
  void theWorkRunsOnAThreadOfThatName() {
    Beside<String> name = Beside.onThread("a worker", () -> Thread.currentThread().getName());
    assertThat(name.result()).isEqualTo("a worker");
  }

  @Test
  void theCallerGoesOnMeanwhile() {
    CountDownLatch begun = new CountDownLatch(1);
    Beside<Integer> value =
        Beside.onThread(
            "a worker",
            () -> {
              await(begun);
              return 7;
            });
    begun.countDown();
    assertThat(value.result()).isEqualTo(7);
  }

  @Test
  void whatTheWorkThrowsComesAsItIs() {
    ModelException thrown = new ModelException("damaged");
    Beside<Integer> value =
        Beside.onThread(
            "a worker",
            () -> {
              throw thrown;
            });
    assertThatThrownBy(value::result).isSameAs(thrown);
  }

  @Test
  void anErrorIsNoExceptionAfterwards() {
    Beside<Integer> value =
        Beside.onThread(
            "a worker",
            () -> {
              throw new OutOfMemoryError("none left");
            });
    assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(value::result);
  }

  @Test
  void whatIsThrownAtOnceComesWithTheResult() {
    Beside<Integer> value =
        Beside.atOnce(() -> {
          throw new ModelException("damaged");
        });
    value.settle();
    assertThatThrownBy(value::result).isInstanceOf(ModelException.class).hasMessage("damaged");
  }

  @Test
  void anInterruptIsKept() {
    Thread.currentThread().interrupt();
    assertThat(Beside.onThread("a worker", () -> 7).result()).isEqualTo(7);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
