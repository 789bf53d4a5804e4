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

class ContrastiveLossTest {
  static Stream<Arguments> cases() {
    return PeerLosses.of("contrastive");
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void isThatOfThePaper(String backend, JsonNode peer) {
    ContrastiveLoss loss = new ContrastiveLoss((float) peer.get("temperature").asDouble());
    int[] classes = PeerLosses.ints(peer.get("labels"));
    PeerLosses.assertEqual(
        backend,
        peer,
        (pass, embeddings) -> loss.of(pass, embeddings.getFirst(), classes),
        "embeddings");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void anAnchorAloneDoesNotCount(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned one = mean.learn(new float[] {1, 2}, 1, 2);
      Losses losses =
          mean.losses(pass -> new ContrastiveLoss(0.1f).of(pass, one.value(), new int[] {4}));
      assertThat(losses.weights()).containsExactly(0);
      assertThat(mean.read(losses.values())).containsExactly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aBatchOfManyClassesWeighsNothing(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned three = mean.learn(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
      Losses losses =
          mean.losses(
              pass -> new ContrastiveLoss(0.1f).of(pass, three.value(), new int[] {0, 1, 2}));
      assertThat(losses.weight()).isZero();
      assertThat(mean.read(losses.values())).containsExactly(0, 0, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void notANumberIsShown(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned two = mean.learn(new float[] {1, Float.NaN, 3, 4}, 2, 2);
      assertThat(
              mean.of(
                  pass -> new ContrastiveLoss(0.1f).of(pass, two.value(), new int[] {1, 1}), two))
          .isNaN();
    }
  }

  @Test
  void settingsAndCountsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContrastiveLoss(-1))
        .withMessage("contrastive: temperature must be above 0 and finite, was -1.0");
    try (Mean mean = new Mean("cpu-reference")) {
      Mean.Learned two = mean.learn(new float[4], 2, 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              mean.losses(
                  pass -> new ContrastiveLoss(1).of(pass, two.value(), new int[] {1, 1, 2})))
          .withMessage("contrastive: 3 classes for embeddings F32 [2, 2]; expected 2");
    }
  }
}
