package dev.heed.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.SleepyBackend;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.Compute;
import dev.heed.engine.Support;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfTestTest {
  @Test
  void everyOpIsTested() {
    Set<String> ops =
        Stream.of(
                Op.Differentiable.class, Op.InferenceOnly.class, Op.Gradient.class, Op.Update.class)
            .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()))
            .map(op -> op.getSimpleName().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    assertThat(findings().stream().map(f -> f.family().toLowerCase(Locale.ROOT)))
        .containsExactlyInAnyOrderElementsOf(ops);
  }

  @Test
  void theReferenceAgreesWithItself() {
    assertThat(findings()).allSatisfy(finding -> assertThat(finding.error()).isZero());
  }

  @Test
  void aSingleWrongElementShows() {
    assertThat(SelfTest.distance(new float[] {1, 2, 4.5f}, new float[] {1, 2, 4})).isEqualTo(0.125);
  }

  @Test
  void aNumberInPlaceOfNoneIsNotSound() {
    double error = SelfTest.distance(new float[] {Float.NaN, 2}, new float[] {1, 2});
    Support support = new Support.Dedicated("k");
    assertThat(new Finding("x", support, error, Finding.TOLERANCE).isGood()).isFalse();
  }

  @Test
  void fastArithmeticMayBeOffWherePackedWeightsAreAndNowhereElse() {
    BackendOptions fast = BackendOptions.DEFAULT.withCompute(Compute.FAST);
    try (Backend backend = Backends.open(BackendRequest.named("cpu-simd"), fast);
        Backend reference =
            Backends.open(BackendRequest.named("cpu-reference"), BackendOptions.DEFAULT)) {
      assertThat(SelfTest.run(backend, reference))
          .allSatisfy(finding -> {
            boolean packed = finding.family().startsWith("packed");
            assertThat(finding.isGood()).isTrue();
            assertThat(finding.error() > Finding.TOLERANCE).isEqualTo(packed);
          });
    }
  }

  /** Few rows take tiles of their own. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 12, 37})
  void aProductThatIsWrongForSomeRowsShows(int rows) {
    assertThat(
            wrongFamilies(op -> op instanceof PackedLinear product && product.in().rows() == rows))
        .containsExactly("packedLinear");
  }

  /** What does not pass in one piece: 192 terms with vectors of 512 bits, 384 with 256. */
  @Test
  void aProductThatIsWrongForLongSumsShows() {
    assertThat(wrongFamilies(op -> op instanceof Linear product && product.in().width() > 384))
        .containsExactly("linear");
  }

  private static List<String> wrongFamilies(Predicate<Op> sleeps) {
    try (Backend reference =
            Backends.open(BackendRequest.named("cpu-reference"), BackendOptions.DEFAULT);
        Backend sleepy =
            new SleepyBackend(
                Backends.open(BackendRequest.named("cpu-reference"), BackendOptions.DEFAULT),
                reference.device(),
                sleeps)) {
      return SelfTest.run(sleepy, reference).stream()
          .filter(finding -> !finding.isGood())
          .map(Finding::family)
          .toList();
    }
  }

  private static List<Finding> findings() {
    try (Backend reference =
        Backends.open(BackendRequest.named("cpu-reference"), BackendOptions.DEFAULT)) {
      return SelfTest.run(reference, reference);
    }
  }
}
