package dev.heed.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.InstalledBackends;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class DistillationLossTest {
  static Stream<Arguments> cases() {
    return PeerLosses.of("distillation");
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void isThatOfPyTorch(String backend, JsonNode peer) {
    DistillationLoss loss =
        new DistillationLoss(
            (float) peer.get("temperature").asDouble(), (float) peer.get("share").asDouble());
    float[] teacher = PeerLosses.floats(peer.get("teacher"));
    JsonNode targets = peer.get("targets");
    int[] classes = targets.isNull() ? null : PeerLosses.ints(targets);
    PeerLosses.assertEqual(
        backend,
        peer,
        (pass, student) -> loss.of(pass, student.getFirst(), teacher, classes),
        "student");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void anIgnoredRowCountsForNeitherPart(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned student = mean.learn(new float[] {1, 2, 3, 5}, 2, 2);
      Losses losses =
          mean.losses(pass ->
              new DistillationLoss(2, 0.5f)
                  .of(pass, student.value(), new float[] {4, 1, 1, 0}, new int[] {-100, 1}));
      assertThat(losses.weights()).containsExactly(0, 1);
      assertThat(mean.read(losses.values())[0]).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aClassThatCannotBeIsNothingToLearn(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned student = mean.learn(new float[] {0, 0, 0}, 1, 3);
      float[] teacher = {0, 0, Float.NEGATIVE_INFINITY};
      double loss =
          mean.of(
              pass -> new DistillationLoss(1, 1).of(pass, student.value(), teacher, null), student);
      // Shares of a half each, where the student has a third each.
      assertThat(loss).isCloseTo(Math.log(1.5), within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void notANumberIsShown(String backend) {
    try (Mean mean = new Mean(backend)) {
      Mean.Learned student = mean.learn(new float[] {0, Float.NaN}, 1, 2);
      assertThat(
              mean.of(
                  pass ->
                      new DistillationLoss(1, 1)
                          .of(pass, student.value(), new float[] {0, 1}, null),
                  student))
          .isNaN();
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused(1, "3 logits of the teacher for student F32 [1, 2]; expected 2", null, 1, 2, 3);
    refused(
        1,
        "the teacher's logits of row 0 have no softmax, the greatest is NaN",
        null,
        1,
        Float.NaN);
    refused(0.5f, "without targets the teacher's share must be 1, was 0.5", null, 1, 2);
    refused(0.5f, "the target of row 0 is 2; the classes are 0 to 1", new int[] {2}, 1, 2);
    refused(0.5f, "2 targets for student F32 [1, 2]; expected 1", new int[] {1, 1}, 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DistillationLoss(1, 1.5f))
        .withMessage("distillation: share must be from 0 to 1, was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DistillationLoss(0, 1))
        .withMessage("distillation: temperature must be above 0 and finite, was 0.0");
  }

  private static void refused(
      float share, String message, int @Nullable [] targets, float... teacher) {
    try (Mean mean = new Mean("cpu-reference")) {
      Mean.Learned student = mean.learn(new float[2], 1, 2);
      DistillationLoss loss = new DistillationLoss(2, share);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> mean.losses(pass -> loss.of(pass, student.value(), teacher, targets)))
          .withMessageContaining(message);
    }
  }
}
