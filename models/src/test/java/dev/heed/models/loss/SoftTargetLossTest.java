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

class SoftTargetLossTest {
  static Stream<Arguments> cases() {
    return PeerLosses.of("soft-targets");
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void isThatOfPyTorch(String backend, JsonNode peer) {
    float[] shares = PeerLosses.floats(peer.get("shares"));
    PeerLosses.assertEqual(
        backend,
        peer,
        (pass, logits) -> new SoftTargetLoss().of(pass, logits.getFirst(), shares),
        "logits");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aRowOfZerosDoesNotCount(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned logits = mean.learn(new float[] {1, 2, 3, 5}, 2, 2);
      float[] shares = {0, 0, 0.25f, 0.75f};
      Losses losses = mean.losses(pass -> new SoftTargetLoss().of(pass, logits.value(), shares));
      assertThat(losses.weights()).containsExactly(0, 1);
      assertThat(mean.read(losses.values())[0]).isZero();
    }
  }

  @Test
  void sharesThatAreNoneAreRefused() {
    refused(
        "of row 1 have the sum 0.5; expected 1, or 0 for a row that does not count", 0, 1, 0.5f, 0);
    refused("the share of row 0 in class 1 is -0.5; expected at least 0", 1.5f, -0.5f, 0, 1);
    refused("the share of row 0 in class 0 is NaN; expected at least 0", Float.NaN, 1, 0, 1);
    refused("3 shares for logits F32 [2, 2]; expected 4", 1, 0, 1);
  }

  private static void refused(String message, float... shares) {
    try (Mean mean = new Mean("cpu-reference")) {
      Mean.Learned logits = mean.learn(new float[4], 2, 2);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> mean.losses(pass -> new SoftTargetLoss().of(pass, logits.value(), shares)))
          .withMessageContaining(message);
    }
  }
}
