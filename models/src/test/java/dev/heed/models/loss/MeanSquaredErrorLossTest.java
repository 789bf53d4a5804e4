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

class MeanSquaredErrorLossTest {
  static Stream<Arguments> cases() {
    return PeerLosses.of("mean-squared-error");
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void isThatOfPyTorch(String backend, JsonNode peer) {
    float[] targets = PeerLosses.floats(peer.get("targets"));
    PeerLosses.assertEqual(
        backend,
        peer,
        (pass, in) -> new MeanSquaredErrorLoss().of(pass, in.getFirst(), targets),
        "predictions");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void notANumberIsShown(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned in = mean.learn(new float[] {Float.NaN, 1}, 2, 1);
      double loss =
          mean.of(pass -> new MeanSquaredErrorLoss().of(pass, in.value(), new float[] {1, 0}), in);
      assertThat(loss).isNaN();
      assertThat(mean.read(in.gradient())).containsExactly(Float.NaN, 1);
    }
  }

  @Test
  void targetsThatAreNoneAreRefused() {
    refused("mean squared error: target 1 is NaN; expected a finite number", 1, Float.NaN);
    refused("mean squared error: 1 targets for predictions F32 [2, 1]; expected 2", 1);
  }

  private static void refused(String message, float... targets) {
    try (Mean mean = new Mean("cpu-reference")) {
      Mean.Learned in = mean.learn(new float[2], 2, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> mean.losses(pass -> new MeanSquaredErrorLoss().of(pass, in.value(), targets)))
          .withMessage(message);
    }
  }
}
