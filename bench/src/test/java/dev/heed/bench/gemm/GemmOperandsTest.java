package dev.heed.bench.gemm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GemmOperandsTest {
  private static final GemmCase SMALL = new GemmCase(2, 3, 2, 2);

  /** in · weightᵀ, written out. */
  @Test
  void theProductIsRowTimesRow() {
    float[] in = {1, 2, 3, 4, 5, 6};
    float[] weights = {1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 2};
    GemmOperands operands = new GemmOperands(SMALL, in, weights);
    assertThat(operands.product(0)).containsExactly(1, 2, 4, 5);
    assertThat(operands.product(1)).containsExactly(6, 6, 15, 12);
  }

  @Test
  void theBackendComputesThatProductWithEveryWeight() {
    GemmOperands operands = GemmOperands.of(new GemmCase(5, 48, 40, 3));
    try (HeedProduct heed = new HeedProduct(operands, 1)) {
      for (int weight = 0; weight < 3; weight++) {
        int which = weight;
        assertThatCode(
                () -> GemmOperands.requireSame("heed", heed.answer(which), operands.product(which)))
            .doesNotThrowAnyException();
      }
      assertThatIllegalStateException()
          .isThrownBy(() -> GemmOperands.requireSame("heed", heed.answer(0), operands.product(1)));
    }
  }

  @Test
  void aWrongAnswerIsNoticedWhereverItStands() {
    double[] product = {1, 2, 3};
    GemmOperands.requireSame("right", new float[] {1, 2, 3}, product);
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 0, 2.001f}) {
      for (int i = 0; i < product.length; i++) {
        float[] answer = {1, 2, 3};
        answer[i] = wrong;
        assertThatIllegalStateException()
            .isThrownBy(() -> GemmOperands.requireSame("poisoned", answer, product))
            .withMessageContaining("poisoned is wrong");
      }
    }
  }

  @Test
  void anAnswerOfAnotherSizeIsWrong() {
    assertThatIllegalStateException()
        .isThrownBy(() -> GemmOperands.requireSame("short", new float[2], new double[3]))
        .withMessage("short gave 2 values instead of 3");
  }

  /** 2·m·k·n operations on 4 bytes a value: counted by hand for 128×384→1536. */
  @Test
  void workIsCountedWithoutPadding() {
    GemmCase gemm = new GemmCase(128, 384, 1536, 1);
    assertThat(gemm.flops()).isEqualTo(150_994_944);
    assertThat(gemm.bytes()).isEqualTo(4.0 * (49_152 + 589_824 + 196_608));
  }

  @Test
  void aModelsWeightsTake64Mebibytes() {
    assertThat(GemmCase.all().stream().filter(gemm -> gemm.weights() > 1))
        .isNotEmpty()
        .allSatisfy(gemm ->
            assertThat(4.0 * gemm.weights() * gemm.k() * gemm.n())
                .isCloseTo(64 << 20, within(2.5e6)));
    assertThat(GemmCase.all().stream().map(GemmCase::name)).doesNotHaveDuplicates();
  }
}
