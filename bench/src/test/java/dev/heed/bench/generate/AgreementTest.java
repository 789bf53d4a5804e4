package dev.heed.bench.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreementTest {
  private static final int[] PROMPT = {3, 1, 4, 1, 5};

  @TempDir private Path folder;

  @Test
  void logitsThatAreShiftedOrStretchedPointTheSameWay() {
    assertThat(Agreement.cosine(new float[] {1, 2, 3}, new float[] {12, 14, 16}))
        .isCloseTo(1, within(1e-12));
    assertThat(Agreement.cosine(new float[] {1, 2, 3}, new float[] {3, 2, 1}))
        .isCloseTo(-1, within(1e-12));
  }

  @Test
  void logitsOfAnotherModelAreRefused() {
    Agreement agreement = new Agreement(0.99, 0);
    float[] ours = {1, 2, 3, 4};
    assertThatCode(() -> agreement.requireLogits("other", ours, new float[] {1, 2, 3, 4.1f}))
        .doesNotThrowAnyException();
    assertThatIllegalStateException()
        .isThrownBy(() -> agreement.requireLogits("other", ours, new float[] {1, 2, 4, 3}))
        .withMessageContaining("other and Heed compute different things");
    assertThatIllegalStateException()
        .isThrownBy(() -> agreement.requireLogits("other", ours, new float[] {1, 2, Float.NaN, 4}));
    assertThatIllegalStateException()
        .isThrownBy(() -> agreement.requireLogits("other", ours, new float[3]))
        .withMessageContaining("other gave 3 logits, Heed 4");
  }

  /** By as much as the two logits lie apart, and by no more. */
  @Test
  void tokensMayPartWhereItWasCloseAlone() throws IOException {
    try (HeedModel model = new HeedModel(TinyModel.write(folder), 1);
        HeedGenerator heed = model.generator(PROMPT, 6, DType.F32)) {
      int[] other = heed.continuation();
      float[] logits = heed.logitsAfter(other[0], other[1]);
      other[2] = (other[2] + 1) % TinyModel.VOCABULARY;
      double apart = logits[heed.continuation()[2]] - logits[other[2]];
      assertThatCode(() -> new Agreement(1, apart).requireTokens(heed, "other", other))
          .doesNotThrowAnyException();
      assertThatIllegalStateException()
          .isThrownBy(() -> new Agreement(1, 0.99 * apart).requireTokens(heed, "other", other))
          .withMessageContaining("other and Heed continue differently: token 2 is " + other[2]);
    }
  }
}
