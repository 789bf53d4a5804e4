package dev.heed.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.models.InstalledBackends;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class CosineSimilarityLossTest {
  private static final CosineSimilarityLoss LOSS = new CosineSimilarityLoss();

  static Stream<Arguments> cases() {
    return PeerLosses.of("cosine-similarity");
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void isThatOfSentenceTransformers(String backend, JsonNode peer) {
    float[] labels = PeerLosses.floats(peer.get("labels"));
    PeerLosses.assertEqual(
        backend,
        peer,
        (pass, pair) -> LOSS.of(pass, pair.getFirst(), pair.getLast(), labels),
        "first",
        "second");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void halvesOfOneBatchMayBeThePairs(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned all = mean.learn(new float[] {1, 0, 0, 2, 3, 0, 4, 0}, 4, 2);
      double loss =
          mean.of(
              pass ->
                  LOSS.of(
                      pass,
                      all.value().slice(0, 0, 2),
                      all.value().slice(0, 2, 4),
                      new float[] {1, 0.5f}),
              all);
      // The cosines are 1 and 0.
      assertThat(loss).isEqualTo(0.125);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void anEmbeddingWithoutLengthIsLikeNone(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned first = mean.learn(new float[2], 1, 2);
      Mean.Learned second = mean.learn(new float[] {3, 4}, 1, 2);
      double loss =
          mean.of(
              pass -> LOSS.of(pass, first.value(), second.value(), new float[] {0.5f}),
              first,
              second);
      assertThat(loss).isEqualTo(0.25);
      assertThat(mean.read(second.gradient())).containsExactly(0, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void notANumberIsShown(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned first = mean.learn(new float[] {Float.NaN, 1}, 1, 2);
      Mean.Learned second = mean.learn(new float[] {3, 4}, 1, 2);
      assertThat(
              mean.of(
                  pass -> LOSS.of(pass, first.value(), second.value(), new float[] {1}),
                  first,
                  second))
          .isNaN();
    }
  }

  @Test
  void pairsAndLabelsThatDoNotFitAreRefused() {
    refused("the label of pair 1 is -1.5; expected −1 to 1", 2, 1, -1.5f);
    refused("the label of pair 0 is NaN; expected −1 to 1", 2, Float.NaN, 1);
    refused("1 labels for embeddings F32 [2, 3]; expected 2", 2, 1);
    refused("pairs need embeddings alike, were F32 [2, 3] and F32 [1, 3]", 1, 1, 1);
  }

  private static void refused(String message, int second, float... labels) {
    try (Mean mean = new Mean("cpu-reference")) {
      Mean.Learned a = mean.learn(new float[6], 2, 3);
      Mean.Learned b = mean.learn(new float[second * 3], second, 3);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> mean.losses(pass -> LOSS.of(pass, a.value(), b.value(), labels)))
          .withMessageContaining(message);
    }
  }
}
