package dev.heed.bench.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.op.CrossEntropy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingWorkTest {
  @Test
  void aStepCountsProductsThreeTimesAndVisibleKeys() {
    List<int[]> batch = List.of(new int[3], new int[1]);
    TrainingWork work =
        new TrainingWork(
            "work",
            "minilm",
            false,
            new TrainingWork.Sizes(2, 8, 32, 5),
            Collections.nCopies(TrainingWork.BATCHES, batch),
            null);
    // A layer has 4 · 8 · 8 + 2 · 8 · 32 = 768 weights, the head of 2 texts 8 · 8 + 8 · 5 = 104.
    double products = 2 * 4 * (2 * 768) + 2 * 2 * 104;
    double attention = 2 * 4 * (3 * 3 + 1) * 8;
    assertThat(work.flops()).isEqualTo(3 * (products + attention));
    assertThat(work.tokens()).isEqualTo(4);
  }

  @Test
  void aCausalTokenSeesThoseBeforeItAndEveryOneHasLogits() {
    TrainingWork work =
        new TrainingWork(
            "work",
            "letters",
            true,
            new TrainingWork.Sizes(1, 8, 32, 5),
            Collections.nCopies(TrainingWork.BATCHES, List.of(new int[3])),
            null);
    double products = 2 * 3 * 768 + 2 * 3 * 8 * 5;
    double attention = 4 * (1 + 2 + 3) * 8;
    assertThat(work.flops()).isEqualTo(3 * (products + attention));
  }

  @Test
  void lettersOfTheLicenceFillAllBatches() throws Exception {
    TrainingWork work = TrainingWork.language(Path.of("..", "LICENSE"));
    assertThat(work.batches()).hasSize(TrainingWork.BATCHES);
    assertThat(work.batches())
        .allSatisfy(batch ->
            assertThat(batch)
                .hasSize(16)
                .allSatisfy(ids -> {
                  assertThat(ids).hasSize(128);
                }));
    assertThat(work.tokens()).isEqualTo(2048);
  }

  @Test
  void theLastTokenOfATextHasNoNext() {
    assertThat(HeedTrainer.nextTokens(List.of(new int[] {7, 8, 9}, new int[] {5})))
        .containsExactly(8, 9, CrossEntropy.IGNORED, CrossEntropy.IGNORED);
  }
}
