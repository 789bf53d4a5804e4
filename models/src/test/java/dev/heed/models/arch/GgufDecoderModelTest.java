package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model in a GGUF file computes what it computes as a Hugging Face folder. */
class GgufDecoderModelTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gemma2",
        "gemma3-text",
        "gpt2",
        "llama",
        "llama-linear-scaling",
        "llama-tied-mha",
        "llama31-rope-scaling",
        "mistral-sliding",
        "phi3",
        "qwen2",
        "qwen3"
      })
  void logitsAreThoseOfTheReference(String caseName) {
    try (GoldenCase golden = GoldenCase.open(caseName)) {
      Path file = GgufOfGolden.of(golden.folder()).write(folder.resolve("model.gguf"));
      try (ModelSource source = ModelSource.open(file);
          Backend backend = InstalledBackends.openAny();
          DecoderModel model = DecoderPlan.of(source).load(source.checkpoint(), backend)) {
        for (int s = 0; s < golden.sequences(); s++) {
          Trace trace = Trace.of(model, golden.ids(s));
          assertThat(
                  Differences.greatest(trace.value("logits").data(), golden.expected(s, "logits")))
              .as("sequence %d", s)
              .isLessThanOrEqualTo(golden.tolerance(s, "logits"));
        }
      }
    }
  }
}
