package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassPairBudgetTest {
  private static final ClassPairBudget BUDGET = new ClassPairBudget(256, 16);

  /** Of 77 classes with 5 each, as a few-shot training has them. */
  private static final int[] CLASSES = IntStream.range(0, 385).map(i -> i % 77).toArray();

  private static final int[] LENGTHS = new Random(5).ints(385, 4, 40).toArray();

  @Test
  void eachSequenceMeetsAnotherOfItsClass() {
    for (int[] batch : BUDGET.batches(CLASSES, LENGTHS, 1, 0)) {
      for (int i : batch) {
        assertThat(Arrays.stream(batch).filter(other -> other != i && CLASSES[other] == CLASSES[i]))
            .as("with %d", i)
            .isNotEmpty();
      }
    }
  }

  @Test
  void allAreThereAndOneOfEachOddClassTwice() {
    int[] all =
        BUDGET.batches(CLASSES, LENGTHS, 1, 0).stream().flatMapToInt(Arrays::stream).toArray();
    assertThat(all).hasSize(385 + 77);
    assertThat(Arrays.stream(all).distinct().count()).isEqualTo(385);
  }

  @Test
  void noBatchIsTooLarge() {
    assertThat(BUDGET.batches(CLASSES, LENGTHS, 1, 0))
        .allMatch(
            batch -> batch.length <= 16 && Arrays.stream(batch).map(i -> LENGTHS[i]).sum() <= 256);
  }

  @Test
  void anOnlyOneOfItsClassIsThereToBeToldApart() {
    List<int[]> batches =
        BUDGET.batches(new int[] {0, 0, 1, 2, 2}, new int[] {1, 1, 1, 1, 1}, 3, 0);
    assertThat(batches).singleElement().satisfies(batch -> assertThat(batch).hasSize(5));
  }

  @Test
  void batchesAreAFunctionOfSeedAndEpoch() {
    assertThat(first(1, 2)).isEqualTo(first(1, 2));
    assertThat(first(1, 2)).isNotEqualTo(first(1, 3)).isNotEqualTo(first(2, 2));
  }

  @Test
  void aPairLongerThanTheBudgetIsRefused() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> BUDGET.batches(new int[] {0, 0}, new int[] {200, 57}, 1, 0))
        .withMessage(
            "batches of pairs: two sequences have 257 tokens; expected at most 256, which is the budget of a batch");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new ClassPairBudget(100, 3))
        .withMessage(
            "batches of pairs: expected at least 1 token and 4 sequences, found 100 and 3");
  }

  private static int[] first(long seed, int epoch) {
    return BUDGET.batches(CLASSES, LENGTHS, seed, epoch).getFirst();
  }
}
