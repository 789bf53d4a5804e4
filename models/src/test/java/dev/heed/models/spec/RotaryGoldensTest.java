package dev.heed.models.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Scaled rotations of published sizes against transformers, which computes them in float32:
 * bench/peers/rotary_goldens.py makes the file and says with what.
 */
class RotaryGoldensTest {
  /** Of a power, a product and a blend in float32. */
  private static final double TOLERANCE = 2e-6;

  record Golden(JsonNode json) {
    String name() {
      return json.get("name").asString();
    }

    int tokens() {
      return json.get("tokens").asInt();
    }

    JsonNode frequencies() {
      return json.get("inverseFrequencies");
    }

    RotarySpec spec() {
      Config config = new Config(name(), json.get("config"));
      return DecoderFamilies.of(config).spec(config).positions().rotaries().getFirst();
    }

    @Override
    public String toString() {
      return "%s, %,d tokens".formatted(name(), tokens());
    }
  }

  static Stream<Golden> goldens() throws IOException {
    try (InputStream file = RotaryGoldensTest.class.getResourceAsStream("rotary.json")) {
      return JsonMapper.shared()
          .readTree(Objects.requireNonNull(file))
          .get("cases")
          .valueStream()
          .map(Golden::new);
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void frequenciesAreThoseOfTransformers(Golden golden) {
    double[] frequencies = golden.spec().frequencies(golden.tokens());
    assertThat(frequencies).hasSize(golden.frequencies().size());
    for (int i = 0; i < frequencies.length; i++) {
      double expected = golden.frequencies().get(i).asDouble();
      assertThat(frequencies[i]).as("pair %d", i).isCloseTo(expected, within(TOLERANCE * expected));
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void theFactorOfAttentionIsThatOfTransformers(Golden golden) {
    assertThat(golden.spec().scaling().attentionFactor(golden.tokens()))
        .isCloseTo(golden.json().get("attentionFactor").asDouble(), within(1e-12));
  }

  @Test
  void everyScalingIsThere() throws IOException {
    assertThat(goldens().map(golden -> (Object) golden.spec().scaling().getClass()))
        .contains(
            RotaryScaling.Linear.class,
            RotaryScaling.Llama3.class,
            RotaryScaling.Yarn.class,
            RotaryScaling.LongRope.class);
  }
}
