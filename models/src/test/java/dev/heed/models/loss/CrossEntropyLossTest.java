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

class CrossEntropyLossTest {
  static Stream<Arguments> cases() {
    return PeerLosses.of("cross-entropy");
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void isThatOfPyTorch(String backend, JsonNode peer) {
    JsonNode weights = peer.get("weights");
    CrossEntropyLoss even =
        CrossEntropyLoss.PLAIN
            .smoothed((float) peer.get("smoothing").asDouble())
            .ignoring(peer.get("ignored").asInt());
    CrossEntropyLoss loss = weights.isNull() ? even : even.weighed(PeerLosses.floats(weights));
    int[] targets = PeerLosses.ints(peer.get("targets"));
    PeerLosses.assertEqual(
        backend, peer, (pass, logits) -> loss.of(pass, logits.getFirst(), targets), "logits");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aBatchOfIgnoredRowsWeighsNothing(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned logits = mean.learn(new float[] {Float.NaN, 1, 2, Float.NaN}, 2, 2);
      Losses losses =
          mean.losses(
              pass -> CrossEntropyLoss.PLAIN.of(pass, logits.value(), new int[] {-100, -100}));
      assertThat(losses.weight()).isZero();
      assertThat(mean.read(losses.values())).containsExactly(0, 0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> losses.shares(losses.weight()))
          .withMessage("losses: no item counts, so there is no mean");
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void notANumberIsShown(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned logits = mean.learn(new float[] {Float.NaN, 1, 2, 3}, 2, 2);
      double loss =
          mean.of(
              pass -> CrossEntropyLoss.PLAIN.of(pass, logits.value(), new int[] {1, 0}), logits);
      assertThat(loss).isNaN();
      assertThat(mean.read(logits.gradient())[0]).isNaN();
      assertThat(mean.read(logits.gradient())[3]).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void noRowsAreNoLosses(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned logits = mean.learn(new float[0], 0, 3);
      Losses losses =
          mean.losses(pass -> CrossEntropyLoss.PLAIN.of(pass, logits.value(), new int[0]));
      assertThat(losses.weight()).isZero();
      assertThat(mean.sum(losses)).isZero();
    }
  }

  @Test
  void wrongTargetsAndCountsAreRefused() {
    CrossEntropyLoss plain = CrossEntropyLoss.PLAIN;
    refused(plain, "cross-entropy: the target of row 1 is 3; the classes are 0 to 2", 0, 3);
    refused(plain, "cross-entropy: the target of row 0 is -1; the classes are 0 to 2", -1, 2);
    refused(plain, "cross-entropy: 1 targets for logits F32 [2, 3]; expected 2", 0);
    refused(
        plain.weighed(1, 2),
        "cross-entropy: 2 class weights for logits F32 [2, 3]; expected 3",
        0,
        1);
  }

  private static void refused(CrossEntropyLoss loss, String message, int... targets) {
    try (Mean mean = new Mean("cpu-reference")) {
      Mean.Learned logits = mean.learn(new float[6], 2, 3);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> mean.losses(pass -> loss.of(pass, logits.value(), targets)))
          .withMessage(message);
    }
  }

  @Test
  void settingsWithoutMeaningAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossEntropyLoss.PLAIN.smoothed(1))
        .withMessage("cross-entropy: smoothing must be at least 0 and below 1, was 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossEntropyLoss.PLAIN.weighed(1, -1))
        .withMessage(
            "cross-entropy: the weight of class 1 is -1.0; expected at least 0 and finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossEntropyLoss.PLAIN.smoothed(0.1f).weighed(1, 0))
        .withMessageContaining("class 1 weighs 0");
  }
}
