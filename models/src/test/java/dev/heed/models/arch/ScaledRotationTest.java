package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tiny random models with scaled rotations, on a text within the length that they would have been
 * trained on and on one beyond it, against logits that transformers computed in double precision:
 * bench/peers/rotary_goldens.py.
 */
class ScaledRotationTest {
  /** Angles in float32 there, and float32 here, times the largest logit. */
  private static final double TOLERANCE = 1e-4;

  static Stream<Arguments> cases() {
    return InstalledBackends.names().stream()
        .flatMap(backend ->
            Stream.of("qwen2-yarn", "phi3-longrope").map(name -> Arguments.of(backend, name)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void lastLogitsAreThoseOfTransformers(String backendName, String name) throws URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(ScaledRotationTest.class.getResource("rotary/" + name)).toURI());
    JsonNode golden = JsonMapper.shared().readTree(folder.resolve("golden.json").toFile());
    try (ModelSource source = ModelSource.open(folder);
        Backend backend = InstalledBackends.open(backendName);
        DecoderModel model = DecoderPlan.of(source).load(source.checkpoint(), backend)) {
      assertThat(golden.get("texts")).hasSize(2);
      for (JsonNode text : golden.get("texts")) {
        double[] expected = doubles(text.get("lastLogits"));
        float[] logits = lastLogits(model, text.get("ids"));
        assertThat(logits).hasSize(expected.length);
        double most = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
          assertThat(Math.abs(logits[i] - expected[i]) / most)
              .as("%d tokens, logit %d", text.get("ids").size(), i)
              .isLessThan(TOLERANCE);
        }
      }
    }
  }

  /** In a session as long as the text: how long it is, is what the scaling looks at. */
  private static float[] lastLogits(DecoderModel model, JsonNode ids) {
    int[] tokens = Arrays.stream(doubles(ids)).mapToInt(id -> (int) id).toArray();
    try (DecoderSession session = model.newSession(CacheOptions.of(tokens.length));
        TokenSequence sequence = session.open(tokens.length)) {
      return session.extend(sequence, tokens);
    }
  }

  private static double[] doubles(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
