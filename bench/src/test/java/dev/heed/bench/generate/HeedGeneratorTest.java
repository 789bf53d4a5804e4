package dev.heed.bench.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeedGeneratorTest {
  private static final int[] PROMPT = {3, 1, 4, 1, 5, 9, 2, 6};
  private static final int STEPS = 10;

  @TempDir private static Path folder;

  private HeedModel model;

  @BeforeEach
  void load() throws IOException {
    model = new HeedModel(TinyModel.write(folder), 1);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void everyTokenOfTheContinuationIsTheLikeliestAfterThoseBeforeIt() {
    try (HeedGenerator heed = model.generator(PROMPT, STEPS, DType.F32)) {
      int[] tokens = heed.continuation();
      assertThat(tokens).hasSize(STEPS);
      assertThat(tokens[0]).isEqualTo(HeedGenerator.likeliest(heed.logits()));
      for (int t = 1; t < STEPS; t++) {
        assertThat(tokens[t])
            .isEqualTo(HeedGenerator.likeliest(heed.logitsAfter(Arrays.copyOf(tokens, t))));
      }
    }
  }

  @Test
  void aCallIsTheSameWorkWhateverWasCalledBefore() {
    for (DType cache : new DType[] {DType.F32, DType.F16}) {
      try (HeedGenerator heed = model.generator(PROMPT, STEPS, cache)) {
        int[] tokens = heed.continuation();
        float[] logits = heed.logits();
        assertThat(heed.decode().millis(2)).isPositive();
        assertThat(heed.logits()).isEqualTo(logits);
        assertThat(heed.prefill().millis(2)).isPositive();
        assertThat(heed.continuation()).isEqualTo(tokens);
        assertThat(heed.cache()).isEqualTo(cache);
      }
    }
  }

  @Test
  void ofEqualLogitsTheFirstIsTheLikeliest() {
    assertThat(HeedGenerator.likeliest(new float[] {-1, 2, 2, 0})).isEqualTo(1);
  }
}
