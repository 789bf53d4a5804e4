package dev.heed.bench.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreparedOpTest {
  /** Multiply–adds that plain loops do in a fraction of a second. */
  private static final double SMALL = 2e8;

  static Stream<String> smallCases() {
    return OpCases.all().stream().filter(one -> one.flops() <= SMALL).map(OpCase::name);
  }

  @ParameterizedTest
  @MethodSource("smallCases")
  void backendsAgreeOnWhatIsMeasured(String name) {
    OpCase opCase = OpCases.named(name);
    try (PreparedOp simd = new PreparedOp(opCase, "cpu-simd", 2);
        PreparedOp reference = new PreparedOp(opCase, "cpu-reference", 1)) {
      assertThatCode(() -> simd.checkAgainst(reference)).doesNotThrowAnyException();
      assertThat(simd.kernel()).doesNotContain("unsupported").doesNotContain("composed");
    }
  }

  @Test
  void casesHaveNamesOfTheirOwn() {
    assertThat(OpCases.all().stream().map(OpCase::name)).doesNotHaveDuplicates();
    assertThat(smallCases().count()).isGreaterThan(20);
  }

  @Test
  void aWrongAnswerIsNoticedWhereverItStands() {
    float[] right = {1, 2, 3};
    PreparedOp.requireSame("right", right.clone(), "reference", right);
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 2.001f}) {
      for (int i = 0; i < right.length; i++) {
        float[] poisoned = right.clone();
        poisoned[i] = wrong;
        assertThatIllegalStateException()
            .isThrownBy(() -> PreparedOp.requireSame("poisoned", poisoned, "reference", right))
            .withMessageContaining("poisoned is wrong");
      }
    }
  }
}
