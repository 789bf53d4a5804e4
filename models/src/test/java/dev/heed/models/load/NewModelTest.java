package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.models.InstalledBackends;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.NewModel;
import dev.heed.models.spec.NewModel.Shape;
import java.lang.foreign.MemorySegment;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Models that begin from nothing but their sizes. */
class NewModelTest {
  private static final NewModel BERT = new NewModel(Shape.BERT, 2, 24, 3, 40, 50, 32);
  private static final NewModel GPT2 = new NewModel(Shape.GPT2, 8, 64, 4, 256, 65, 64);
  private static final NewModel LLAMA = new NewModel(Shape.LLAMA, 2, 24, 3, 40, 50, 32);

  private static LearnedModel load(NewModel model, Backend backend) {
    InitialValues initial = InitialValues.of(model, 1);
    return model.shape() == Shape.BERT
        ? LearnedModels.encoder(
            EncoderPlan.fromNothing("new", model.config()).withMaskedLanguage(),
            null,
            backend,
            initial,
            null)
        : LearnedModels.decoder(
            DecoderPlan.fromNothing("new", model.config()), null, backend, initial, null, 64);
  }

  private static <R> R loaded(NewModel model, BiFunction<Backend, LearnedModel, R> use) {
    try (Backend backend = InstalledBackends.openAny();
        LearnedModel learned = load(model, backend)) {
      return use.apply(backend, learned);
    }
  }

  private static long elements(NewModel model) {
    return loaded(
        model,
        (backend, learned) ->
            learned.parameters().stream().mapToLong(p -> p.value().elements()).sum());
  }

  /** As transformers counts them: {@code sum(p.numel() for p in model.parameters())}. */
  @Test
  void theyHaveTheParametersOfTheirShape() {
    long layer = 4 * (24 * 24 + 24) + 2 * 24 * 40 + 40 + 24 + 4 * 24;
    long masked = 24 * 24 + 24 + 2 * 24 + 50;
    assertThat(elements(BERT)).isEqualTo((50 + 32 + 2) * 24 + 2 * 24 + 2 * layer + masked);
    assertThat(elements(LLAMA)).isEqualTo(50 * 24 + 2 * (4 * 24 * 24 + 3 * 24 * 40 + 2 * 24) + 24);
    long gpt = 4 * 64 * 64 + 4 * 64 + 2 * 64 * 256 + 256 + 64 + 4 * 64;
    assertThat(elements(GPT2)).isEqualTo((65 + 64) * 64 + 8 * gpt + 2 * 64);
  }

  @Test
  void whatGpt2AddsToItsStreamBeginsSmaller() {
    loaded(
        GPT2,
        (backend, model) -> {
          assertThat(deviation(backend, model, "transformer.h.3.mlp.c_fc.weight"))
              .isCloseTo(0.02, within(0.001));
          assertThat(deviation(backend, model, "transformer.h.3.mlp.c_proj.weight"))
              .isCloseTo(0.02 / 4, within(0.0002));
          return true;
        });
  }

  private static double deviation(Backend backend, LearnedModel model, String name) {
    Parameter parameter =
        model.parameters().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    float[] values = new float[Math.toIntExact(parameter.value().elements())];
    try (CommandQueue queue = backend.newQueue("test")) {
      queue.download(parameter.value(), MemorySegment.ofArray(values));
    }
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  @Test
  void headsMustShareTheWidthEqually() {
    assertThatThrownBy(() -> new NewModel(Shape.BERT, 2, 25, 3, 40, 50, 32))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a width of 25 cannot be shared equally by 3 heads");
  }

  @Test
  void rotaryPositionsNeedPairs() {
    assertThatThrownBy(() -> new NewModel(Shape.LLAMA, 2, 15, 3, 40, 50, 32))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("need an even number");
  }

  @Test
  void sizesAreAtLeastOne() {
    assertThatThrownBy(() -> new NewModel(Shape.GPT2, 0, 64, 4, 256, 65, 64))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("layers is 0; expected 1 to");
  }
}
