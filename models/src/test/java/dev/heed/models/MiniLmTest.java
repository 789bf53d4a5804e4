package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import dev.heed.engine.Usage;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * all-MiniLM-L6-v2 from the jar on the class path, against vectors that an independent NumPy
 * program computed from the same file.
 */
class MiniLmTest {
  private static final double TOLERANCE = 2e-6;

  private static final Map<String, TextEmbedder> EMBEDDERS = new HashMap<>();
  private static final List<Backend> BACKENDS = new ArrayList<>();

  private static TextEmbedder embedder(String backendName) {
    return EMBEDDERS.computeIfAbsent(
        backendName,
        name -> {
          Backend backend = InstalledBackends.open(name);
          BACKENDS.add(backend);
          return TextEmbedder.builder("all-minilm-l6-v2")
              .options(ModelOptions.DEFAULT.withBackend(backend))
              .build();
        });
  }

  @AfterAll
  static void closingGivesEverythingBack() {
    EMBEDDERS.values().forEach(TextEmbedder::close);
    for (Backend backend : BACKENDS) {
      assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
      backend.close();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void vectorsEqualTheGoldenOnes(String backendName) {
    JsonNode cases = golden().get("cases");
    List<String> texts = new ArrayList<>();
    cases.forEach(golden -> texts.add(golden.get("text").asString()));
    List<Embedding> embeddings = embedder(backendName).embed(texts);
    assertThat(embeddings).hasSameSizeAs(texts);
    for (int c = 0; c < texts.size(); c++) {
      JsonNode golden = cases.get(c);
      assertThat(embeddings.get(c).tokens()).isEqualTo(golden.get("ids").size());
      float[] vector = embeddings.get(c).vector();
      for (int d = 0; d < vector.length; d++) {
        double expected = golden.get("embedding").get(d).asDouble();
        assertThat((double) vector[d])
            .as("component %d of '%s'", d, texts.get(c))
            .isCloseTo(expected, within(TOLERANCE));
      }
    }
  }

  /** Weights in 8 bits turn a vector of this model by one to five degrees. */
  @Test
  void fastVectorsAreNearTheGoldenOnes() {
    JsonNode cases = golden().get("cases");
    List<String> texts = new ArrayList<>();
    cases.forEach(golden -> texts.add(golden.get("text").asString()));
    BackendOptions fast = BackendOptions.DEFAULT.withCompute(Compute.FAST);
    try (Backend backend = InstalledBackends.open("cpu-simd", fast);
        TextEmbedder embedder =
            TextEmbedder.builder("all-minilm-l6-v2")
                .options(ModelOptions.DEFAULT.withBackend(backend))
                .build()) {
      List<Embedding> embeddings = embedder.embed(texts);
      for (int c = 0; c < texts.size(); c++) {
        float[] vector = embeddings.get(c).vector();
        double cosine = 0;
        for (int d = 0; d < vector.length; d++) {
          cosine += vector[d] * cases.get(c).get("embedding").get(d).asDouble();
        }
        assertThat(cosine).as(texts.get(c)).isBetween(0.996, 0.9999999);
        assertThat(embedder.embed(texts.get(c)).vector()).isEqualTo(vector);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void tokenIdsEqualTheGoldenOnes(String backendName) {
    for (JsonNode golden : golden().get("cases")) {
      int[] expected = golden.get("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
      assertThat(embedder(backendName).tokenizer().encode(golden.get("text").asString()).ids())
          .as(golden.get("text").asString())
          .containsExactly(expected);
    }
  }

  /** 384 wide and 1536 inside, where kernels take their blocked ways. */
  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void aTextGivesTheSameBitsAloneAndInAnyOrder(String backendName) {
    // One text of 256 tokens is more than all the others; only one backend has it three times over.
    int longest = backendName.equals("cpu-simd") ? Integer.MAX_VALUE : 64;
    List<String> texts = new ArrayList<>();
    for (JsonNode golden : golden().get("cases")) {
      if (golden.get("ids").size() <= longest) {
        texts.add(golden.get("text").asString());
      }
    }
    List<Embedding> together = embedder(backendName).embed(texts);
    List<Embedding> backwards = embedder(backendName).embed(texts.reversed()).reversed();
    for (int t = 0; t < texts.size(); t++) {
      assertThat(together.get(t).vector())
          .as(texts.get(t))
          .isEqualTo(backwards.get(t).vector())
          .isEqualTo(embedder(backendName).embed(texts.get(t)).vector());
    }
  }

  /** Panels round rows up to whole vectors, arenas to whole slabs. */
  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void theMemoryThatWasStatedIsTaken(String backendName) {
    try (Backend backend = InstalledBackends.open(backendName);
        ModelSource source = ModelSource.open("all-minilm-l6-v2")) {
      EncoderPlan plan = EncoderPlan.of(source, HeadChoice.NONE);
      try (EncoderModel model = plan.load(source.checkpoint(), backend, 1)) {
        assertThat(model.spec().layers()).isEqualTo(6);
        assertThat(plan.need().weights()).isEqualTo(source.checkpoint().bytes());
        assertThat((double) backend.usage().bytes())
            .isBetween(1.00 * plan.need().weights(), 1.02 * plan.need().weights());
        long loaded = backend.usage().bytes();
        model.states(TokenBatch.of(new int[128]));
        model.states(TokenBatch.of(new int[128]));
        // The backend's own scratch comes on top: about as much again at most.
        assertThat((double) backend.usage().bytes() - loaded)
            .isBetween(128.0 * plan.need().perToken(), 2.2 * 128 * plan.need().perToken());
      }
    }
  }

  private static JsonNode golden() {
    Path file = SharedData.path("data/minilm/minilm-golden.json");
    return JsonMapper.shared().readTree(file.toFile());
  }
}
