package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.generate.Perplexity;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * stories260K (llama2.c, MIT), a small real model, against what llama2.c's arithmetic gives in
 * golden.json.
 */
class Stories260KTest {
  private static final int CONTEXT = 512;

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  private static JsonNode golden() {
    return JsonMapper.shared().readTree(SharedData.path("data/stories260K/golden.json").toFile());
  }

  private static DecoderModel load(Backend backend) {
    try (ModelSource source =
        ModelSource.open(SharedData.path("data/stories260K/stories260K.bin"))) {
      return DecoderPlan.of(source).load(source.checkpoint(), backend);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void twoHundredGreedyTokensAreThoseOfTheReference(String name) {
    int[] expected = ints(golden().at("/greedy_from_bos/ids"));
    assertThat(expected).hasSize(201);
    try (Backend backend = InstalledBackends.open(name);
        DecoderModel model = load(backend);
        DecoderSession session = model.newSession(CacheOptions.of(CONTEXT))) {
      assertThat(GreedyText.of(session, new int[] {expected[0]}, 200))
          .isEqualTo(Arrays.copyOfRange(expected, 1, 201));
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void logitsAfterTheFirstTokenAreThoseOfTheReference(String name) {
    float[] expected = floats(golden().get("logits_after_bos_first16"));
    try (Backend backend = InstalledBackends.open(name);
        DecoderModel model = load(backend);
        DecoderSession session = model.newSession(CacheOptions.of(CONTEXT));
        TokenSequence sequence = session.open(1)) {
      float[] logits = session.extend(sequence, 1);
      assertThat(Differences.greatest(Arrays.copyOf(logits, 16), expected)).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void theMeanNllOfItsTextsIsThatOfTheReference(String name) {
    JsonNode texts = golden().get("mean_nll");
    assertThat(texts.size()).isPositive();
    try (Backend backend = InstalledBackends.open(name);
        DecoderModel model = load(backend);
        DecoderSession session = model.newSession(CacheOptions.of(CONTEXT))) {
      for (JsonNode text : texts) {
        Perplexity perplexity =
            Perplexity.of(session, ints(text.get("ids")), OptionalInt.empty(), CONTEXT, read -> {});
        assertThat(perplexity.meanNll()).isCloseTo(text.get("nll").asDouble(), within(1e-5));
      }
    }
  }

  private static int[] ints(JsonNode list) {
    int[] ints = new int[list.size()];
    Arrays.setAll(ints, i -> list.get(i).asInt());
    return ints;
  }

  private static float[] floats(JsonNode list) {
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list.get(i).floatValue();
    }
    return floats;
  }
}
