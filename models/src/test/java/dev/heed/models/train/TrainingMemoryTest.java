package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.InstalledBackends;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingMemoryTest {
  private static final int TEXTS = 4;
  private static final int LENGTH = 32;

  /** What is measured at once has sixteen times the tokens of a step. */
  private static final int MEASURED = 16 * TEXTS;

  private static final TrainingSettings SETTINGS =
      TrainingSettings.adamW(1e-3, 1).withAverage(0.9).withSteps(2);

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  private static LargerTraining larger(String backend, BackendOptions options) {
    return new LargerTraining(backend, options, TEXTS, LENGTH);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void whatIsStatedIsWhatIsTaken(String backend) {
    try (LargerTraining larger = larger(backend, BackendOptions.DEFAULT)) {
      Trainer<int[]> trainer = larger.trainer(SETTINGS);
      trainer.validating(larger.validation(MEASURED, LENGTH));
      TrainingMemory stated = trainer.plan().memory();
      // The best are kept in the JVM's memory.
      long tensors = stated.total() - stated.best();
      long[] most = {0};
      trainer.heardBy(
          new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
              most[0] = Math.max(most[0], larger.backend().usage().bytes());
            }

            @Override
            public void validated(long step, Measurement measurement, boolean best) {
              most[0] = Math.max(most[0], larger.backend().usage().bytes());
            }
          });
      long before = larger.backend().usage().bytes();
      trainer.train();
      assertThat(larger.backend().usage().bytes()).isEqualTo(before);
      assertThat(tensors).isGreaterThan(20 << 20);
      // Kernels take something for themselves, and devices give blocks of certain sizes.
      assertThat(most[0]).isBetween(tensors * 9 / 10, tensors * 9 / 8 + (2 << 20));
    }
  }

  @Test
  void aValidationIsPartOfIt() {
    try (LargerTraining larger = larger("cpu-simd", BackendOptions.DEFAULT)) {
      TrainingMemory without = larger.trainer(SETTINGS).plan().memory();
      Trainer<int[]> trainer = larger.trainer(SETTINGS);
      trainer.validating(larger.validation(MEASURED, LENGTH));
      TrainingMemory with = trainer.plan().memory();
      assertThat(with.walk()).isGreaterThan(2 * without.walk());
      assertThat(with.activations()).isEqualTo(without.activations());
      assertThat(without.best()).isZero();
      // Averages are swapped through room for one parameter, at most the word embeddings.
      long spare = (long) LargerTraining.VOCABULARY * LargerTraining.WIDTH * Float.BYTES;
      assertThat(with.average()).isEqualTo(with.best() + spare);
    }
  }

  @Test
  void aLimitThatIsTooLowForTheValidationIsSeenBeforehand() {
    long enough;
    try (LargerTraining larger = larger("cpu-simd", BackendOptions.DEFAULT)) {
      TrainingMemory memory = larger.trainer(SETTINGS).plan().memory();
      enough = memory.total() * 9 / 8 + (2 << 20);
    }
    BackendOptions options = BackendOptions.DEFAULT.withMemoryLimit(enough);
    try (LargerTraining larger = larger("cpu-simd", options)) {
      larger.trainer(SETTINGS.withSteps(1)).train();
      Trainer<int[]> trainer = larger.trainer(SETTINGS);
      trainer.validating(larger.validation(MEASURED, LENGTH));
      assertThatThrownBy(trainer::train)
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("to walk back and to validate")
          .hasMessageContaining("use smaller batches and accumulate them")
          .hasMessageContaining("recompute");
    }
  }

  /** No limit was set: the heap's own. */
  @Test
  void whatTheHeapCannotHoldIsSeenBeforehand() {
    long heap = Runtime.getRuntime().maxMemory();
    try (Backend backend = InstalledBackends.openAny()) {
      TrainingMemory tooMuch = new TrainingMemory(0, heap / 2, 0, 0, heap / 2, 1000);
      assertThatThrownBy(() -> tooMuch.check(backend))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("of the %,d that cpu-simd:0 can have at most".formatted(heap));
      TrainingMemory fits = new TrainingMemory(0, heap / 2, 0, heap / 8, heap / 4, 1000);
      assertThatCode(() -> fits.check(backend)).doesNotThrowAnyException();
      TrainingMemory best = new TrainingMemory(0, heap / 2, 0, heap / 2, heap / 4, 1000);
      assertThatThrownBy(() -> best.check(backend))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining(
              "the best parameters need %,d bytes of the Java heap".formatted(heap / 2));
    }
  }
}
