package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.TinyDecoder;
import dev.heed.models.arch.DecoderModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a decoder is said to take, and what it takes. */
class DecoderNeedTest {
  @TempDir Path folder;

  private static Backend open(BackendOptions options) {
    return InstalledBackends.openAny(options);
  }

  private static BackendOptions with(Compute compute) {
    return BackendOptions.DEFAULT.withCompute(compute);
  }

  /** A backend that lists the weights which it packs. */
  private static Backend listing(Backend backend, List<PackedWeight> packed) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(backend, arguments);
                if (result instanceof PackedWeight weight) {
                  packed.add(weight);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  /** Separate and fused projections, stored both ways; gated and plain; tied and not. */
  @ParameterizedTest
  @ValueSource(
      strings = {"gemma2", "gemma3-text", "gpt2", "llama", "llama-tied-mha", "phi3", "qwen3"})
  void theMatricesThatAreCountedAreThoseThatArePacked(String family) {
    List<PackedWeight> packed = new ArrayList<>();
    try (ModelSource source = ModelSource.open(SharedData.path("data/goldens/" + family));
        Backend backend = open(with(Compute.FAST))) {
      DecoderPlan plan = DecoderPlan.of(source);
      try (DecoderModel model = plan.load(source.checkpoint(), listing(backend, packed))) {
        assertThat(model.spec()).isEqualTo(plan.spec());
        assertThat(DecoderMatrix.of(plan.spec(), plan.names(), plan.inputsFirst()))
            .extracting(matrix -> "%d × %d".formatted(matrix.rows(), matrix.columns()))
            .containsExactlyElementsOf(
                packed.stream()
                    .map(weight -> "%d × %d".formatted(weight.rows(), weight.columns()))
                    .toList());
      }
    }
  }

  /** What is in neither, the vectors, is stated as a little more than most models have. */
  @ParameterizedTest
  @EnumSource(Compute.class)
  void aModelTakesWhatItIsSaidToTakeOnItsBackend(Compute compute) {
    try (ModelSource source =
            ModelSource.open(SharedData.path("data/stories260K/stories260K.bin"));
        Backend backend = open(with(compute))) {
      DecoderPlan plan = DecoderPlan.of(source);
      List<PackedWeight> packed = new ArrayList<>();
      try (DecoderModel model = plan.load(source.checkpoint(), listing(backend, packed))) {
        long tables = 4L * model.spec().vocabulary() * model.spec().width();
        long matrices = packed.stream().mapToLong(PackedWeight::byteSize).sum();
        assertThat(plan.needOn(backend, source.checkpoint().tensors()).weights())
            .isCloseTo(tables + matrices, withinPercentage(5));
      }
    }
  }

  /** Q8_0 has 34 bytes for 32 elements, where F32 has 128. */
  @Test
  void roundedMatricesAreAQuarterAsLarge() {
    try (ModelSource source = ModelSource.open(TinyDecoder.llamaOfBlocks(100).write(folder))) {
      DecoderPlan plan = DecoderPlan.of(source);
      long matrices = 0;
      for (DecoderMatrix matrix : DecoderMatrix.of(plan.spec(), plan.names(), false)) {
        matrices += matrix.elements();
      }
      DecoderNeed fast = plan.needRounded(source.checkpoint().tensors());
      assertThat(plan.need().weights() - fast.weights()).isEqualTo(matrices / 32 * (128 - 34));
      assertThat(fast.loading()).isEqualTo(plan.need().loading());
      assertThat(plan.needInBlocks(source.checkpoint().tensors())).isEqualTo(plan.need());
    }
  }

  /** Memory is taken in pieces of 64 KiB at least. */
  @Test
  void aLimitThatIsEnoughForFastArithmeticIsEnoughOnlyThere() {
    try (ModelSource source = ModelSource.open(TinyDecoder.wideLlamaOfBlocks(100).write(folder))) {
      DecoderPlan plan = DecoderPlan.of(source);
      DecoderNeed fast = plan.needRounded(source.checkpoint().tensors());
      long shared = 1 << 16;
      long limit = fast.weights() + fast.loading() + 4 * shared;
      assertThat(limit).isLessThan(plan.need().weights());
      try (Backend backend = open(with(Compute.FAST).withMemoryLimit(limit));
          DecoderModel model = plan.load(source.checkpoint(), backend)) {
        assertThat(model.spec()).isEqualTo(plan.spec());
      }
      try (Backend backend = open(with(Compute.EXACT).withMemoryLimit(limit))) {
        long floats = plan.needOn(backend, source.checkpoint().tensors()).weights();
        assertThatThrownBy(() -> plan.load(source.checkpoint(), backend).close())
            .isInstanceOf(MemoryLimitException.class)
            .hasMessageContaining("%,d of weights".formatted(floats));
      }
    }
  }
}
