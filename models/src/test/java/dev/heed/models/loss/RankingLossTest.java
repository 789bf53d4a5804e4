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

class RankingLossTest {
  static Stream<Arguments> cases() {
    return PeerLosses.of("ranking");
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void isThatOfSentenceTransformers(String backend, JsonNode peer) {
    RankingLoss loss =
        new RankingLoss((float) peer.get("scale").asDouble(), peer.get("symmetric").asBoolean());
    PeerLosses.assertEqual(
        backend,
        peer,
        (pass, in) -> loss.of(pass, in.getFirst(), in.getLast()),
        "anchors",
        "candidates");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void notANumberIsShown(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned anchors = mean.learn(new float[] {Float.NaN, 1, 2, 3}, 2, 2);
      Mean.Learned candidates = mean.learn(new float[] {3, 4, 5, 6}, 2, 2);
      Losses losses =
          mean.losses(pass -> RankingLoss.USUAL.of(pass, anchors.value(), candidates.value()));
      assertThat(mean.read(losses.values())[0]).isNaN();
      assertThat(mean.read(losses.values())[1]).isFinite();
    }
  }

  @Test
  void anchorsAndCandidatesThatDoNotFitAreRefused() {
    refused("candidates F32 [1, 3] for anchors F32 [2, 3]; expected as wide", 1, 3);
    refused("candidates F32 [2, 2] for anchors F32 [2, 3]; expected as wide", 2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RankingLoss(0, false))
        .withMessage("ranking: scale must be above 0 and finite, was 0.0");
  }

  private static void refused(String message, int rows, int width) {
    try (Mean mean = new Mean("cpu-reference")) {
      Mean.Learned anchors = mean.learn(new float[6], 2, 3);
      Mean.Learned candidates = mean.learn(new float[rows * width], rows, width);
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              mean.losses(pass -> RankingLoss.USUAL.of(pass, anchors.value(), candidates.value())))
          .withMessageContaining(message);
    }
  }
}
