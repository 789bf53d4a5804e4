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

class BinaryCrossEntropyLossTest {
  static Stream<Arguments> cases() {
    return PeerLosses.of("binary");
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void isThatOfPyTorch(String backend, JsonNode peer) {
    JsonNode weights = peer.get("weights");
    BinaryCrossEntropyLoss loss =
        weights.isNull()
            ? BinaryCrossEntropyLoss.PLAIN
            : BinaryCrossEntropyLoss.weighed(PeerLosses.floats(weights));
    float[] answers = PeerLosses.floats(peer.get("labels"));
    PeerLosses.assertEqual(
        backend, peer, (pass, logits) -> loss.of(pass, logits.getFirst(), answers), "logits");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void labelsMayLieAmongOthers(String backend) {
    float[] answers = {1, 0, 0, 1};
    try (Mean mean = new Mean(backend)) {
      Mean.Learned wide = mean.learn(new float[] {9, 1, -2, 9, 9, 3, 0.5f, 9}, 2, 4);
      double part =
          mean.of(
              pass -> BinaryCrossEntropyLoss.PLAIN.of(pass, wide.value().slice(1, 1, 3), answers),
              wide);
      float[] gradient = mean.read(wide.gradient());
      Mean.Learned alone = mean.learn(new float[] {1, -2, 3, 0.5f}, 2, 2);
      double whole =
          mean.of(pass -> BinaryCrossEntropyLoss.PLAIN.of(pass, alone.value(), answers), alone);
      assertThat(part).isEqualTo(whole);
      float[] expected = mean.read(alone.gradient());
      assertThat(gradient)
          .containsExactly(0, expected[0], expected[1], 0, 0, expected[2], expected[3], 0);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void notANumberIsShown(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned logits = mean.learn(new float[] {Float.NaN, 1}, 1, 2);
      double loss =
          mean.of(
              pass -> BinaryCrossEntropyLoss.PLAIN.of(pass, logits.value(), new float[] {1, 0}),
              logits);
      assertThat(loss).isNaN();
      assertThat(mean.read(logits.gradient())[0]).isNaN();
      assertThat(mean.read(logits.gradient())[1]).isFinite();
    }
  }

  @Test
  void answersThatAreNoneAreRefused() {
    BinaryCrossEntropyLoss plain = BinaryCrossEntropyLoss.PLAIN;
    refused(plain, "the answer of row 1 for label 0 is 2.0; expected 0 for no to 1", 0, 1, 2, 1);
    refused(plain, "the answer of row 0 for label 1 is NaN", 0, Float.NaN, 1, 1);
    refused(plain, "2 answers for logits F32 [2, 2]; expected 4", 0, 1);
    refused(
        BinaryCrossEntropyLoss.weighed(1),
        "1 weights for logits F32 [2, 2]; expected 2",
        0,
        1,
        1,
        1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinaryCrossEntropyLoss.weighed(1, Float.POSITIVE_INFINITY))
        .withMessageContaining("the weight of label 1 is Infinity");
  }

  private static void refused(BinaryCrossEntropyLoss loss, String message, float... answers) {
    try (Mean mean = new Mean("cpu-reference")) {
      Mean.Learned logits = mean.learn(new float[4], 2, 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> mean.losses(pass -> loss.of(pass, logits.value(), answers)))
          .withMessageContaining(message);
    }
  }
}
