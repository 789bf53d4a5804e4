package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
    try (Texts texts = new Texts(backendName, name)) {
      assertThat(texts.golden.get("texts")).hasSize(2);
      for (JsonNode text : texts.golden.get("texts")) {
        double[] expected = doubles(text.get("lastLogits"));
        float[] logits;
        try (TokenSequence sequence = texts.open()) {
          logits = texts.session.extend(sequence, ids(text));
        }
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

  /** However it became long, and whoever was in the pass. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void aTextThatGrowsHasTheBitsOfOneThatIsLong(String backendName, String name)
      throws URISyntaxException {
    try (Texts texts = new Texts(backendName, name);
        TokenSequence whole = texts.open();
        TokenSequence grown = texts.open();
        TokenSequence other = texts.open()) {
      int[] ids = texts.longest();
      float[] expected = texts.session.extend(whole, ids);
      int[] few = Arrays.copyOf(ids, 4);
      float[] fewExpected = texts.session.extend(other, few);
      float[] logits = texts.session.extend(grown, Arrays.copyOf(ids, 9));
      for (int i = 9; i < ids.length; i++) {
        other.returnTo(3);
        Chunk one = new Chunk(grown, new int[] {ids[i]}, Chunk.Wanted.LAST);
        Chunk beside = new Chunk(other, new int[] {few[3]}, Chunk.Wanted.LAST);
        float[][] both = texts.session.step(List.of(one, beside));
        logits = both[0];
        assertThat(both[1]).as("beside token %d", i).containsExactly(fewExpected);
      }
      assertThat(logits).containsExactly(expected);
    }
  }

  @Test
  void aLongTextDoesNotReturnToAShortOneExceptToNothing() throws URISyntaxException {
    try (Texts texts = new Texts("cpu-reference", "phi3-longrope");
        TokenSequence sequence = texts.open()) {
      int[] ids = texts.longest();
      int[] few = Arrays.copyOf(ids, 4);
      float[] expected = texts.session.extend(sequence, few);
      sequence.returnTo(0);
      texts.session.extend(sequence, ids);
      assertThat(sequence.canReturnTo(ids.length - 1)).isTrue();
      assertThat(sequence.canReturnTo(4)).isFalse();
      assertThat(sequence.canReturnTo(0)).isTrue();
      sequence.returnTo(0);
      assertThat(texts.session.extend(sequence, few)).containsExactly(expected);
    }
  }

  /** A model and a session for its longest text, of three at once. */
  private static final class Texts implements AutoCloseable {
    final JsonNode golden;
    final ModelSource source;
    final Backend backend;
    final DecoderModel model;
    final DecoderSession session;

    Texts(String backendName, String name) throws URISyntaxException {
      Path folder =
          Path.of(
              Objects.requireNonNull(ScaledRotationTest.class.getResource("rotary/" + name))
                  .toURI());
      golden = JsonMapper.shared().readTree(folder.resolve("golden.json").toFile());
      source = ModelSource.open(folder);
      backend = InstalledBackends.open(backendName);
      model = DecoderPlan.of(source).load(source.checkpoint(), backend);
      int most = longest().length;
      session = model.newSession(CacheOptions.of(3 * most).withSequences(3));
    }

    TokenSequence open() {
      return session.open(longest().length);
    }

    int[] longest() {
      return golden
          .get("texts")
          .valueStream()
          .map(ScaledRotationTest::ids)
          .max(Comparator.comparingInt(ids -> ids.length))
          .orElseThrow();
    }

    @Override
    public void close() {
      session.close();
      model.close();
      backend.close();
      source.close();
    }
  }

  private static int[] ids(JsonNode text) {
    return Arrays.stream(doubles(text.get("ids"))).mapToInt(id -> (int) id).toArray();
  }

  private static double[] doubles(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
