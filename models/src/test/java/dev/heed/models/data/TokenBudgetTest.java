package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBudgetTest {
  private static final int[] LENGTHS = new Random(3).ints(10_000, 1, 129).toArray();

  @Test
  void eachSequenceIsInOneBatchAndNoBatchIsTooLarge() {
    List<int[]> batches = new TokenBudget(512, 20).batches(LENGTHS, 1, 0);
    assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
        .isEqualTo(IntStream.range(0, LENGTHS.length).toArray());
    assertThat(batches).allMatch(batch -> tokens(batch) <= 512 && batch.length <= 20);
  }

  @Test
  void allBatchesButOneAreAsFullAsTheyGet() {
    List<int[]> batches = new TokenBudget(512).batches(LENGTHS, 1, 0);
    assertThat(batches.stream().filter(batch -> tokens(batch) <= 512 - 128)).hasSizeLessThan(2);
  }

  /** Up to 128 there are 24 buckets: 1, 2, 3, then four to each power of two, and 128. */
  @Test
  void lengthsInABatchAreAlikeExceptAtTheEdgesOfBuckets() {
    List<int[]> batches = new TokenBudget(512).batches(LENGTHS, 1, 0);
    assertThat(
            batches.stream()
                .filter(batch -> {
                  int longest = Arrays.stream(batch).map(i -> LENGTHS[i]).max().orElseThrow();
                  int shortest = Arrays.stream(batch).map(i -> LENGTHS[i]).min().orElseThrow();
                  return longest >= shortest * 1.25;
                }))
        .hasSizeLessThan(24);
  }

  @Test
  void batchesAreAFunctionOfSeedAndEpoch() {
    TokenBudget budget = new TokenBudget(512);
    assertThat(first(budget, 1, 2)).isEqualTo(first(budget, 1, 2));
    assertThat(first(budget, 1, 2)).isNotEqualTo(first(budget, 1, 3));
    assertThat(first(budget, 1, 2)).isNotEqualTo(first(budget, 2, 2));
  }

  @Test
  void batchesDoNotComeByLength() {
    double[] means =
        new TokenBudget(512)
            .batches(LENGTHS, 1, 0).stream()
                .mapToDouble(batch -> tokens(batch) / (double) batch.length)
                .toArray();
    long rising = IntStream.range(1, means.length).filter(b -> means[b] > means[b - 1]).count();
    assertThat(rising / (double) means.length).isBetween(0.4, 0.6);
  }

  @Test
  void aSequenceLongerThanTheBudgetIsAnError() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new TokenBudget(8).batches(new int[] {3, 9}, 1, 0))
        .withMessage(
            "batches: sequence 1 has 9 tokens; expected 1 to 8, which is the budget of a batch");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new TokenBudget(8).batches(new int[] {3, 0}, 1, 0));
    assertThatExceptionOfType(DataException.class).isThrownBy(() -> new TokenBudget(0));
  }

  @Test
  void noSequencesMakeNoBatches() {
    assertThat(new TokenBudget(8).batches(new int[0], 1, 0)).isEmpty();
  }

  @Test
  void stepsWithinTheBudgetAreTheBatches() {
    TokenBudget budget = new TokenBudget(20 * 128, 20);
    List<List<int[]>> steps = budget.steps(LENGTHS, 1, 3);
    assertThat(steps).allMatch(step -> step.size() == 1);
    assertThat(steps.stream().map(List::getFirst).toArray(int[][]::new))
        .isDeepEqualTo(budget.batches(LENGTHS, 1, 3).toArray(int[][]::new));
  }

  @Test
  void whatAStepIsMadeOfDoesNotDependOnTheTokensAtOnce() {
    List<List<int[]>> large = new TokenBudget(20 * 128, 20).steps(LENGTHS, 1, 3);
    List<List<int[]>> small = new TokenBudget(512, 20).steps(LENGTHS, 1, 3);
    assertThat(small.stream().map(TokenBudgetTest::joined).toArray(int[][]::new))
        .isDeepEqualTo(large.stream().map(List::getFirst).toArray(int[][]::new));
    assertThat(small).anyMatch(step -> step.size() > 1);
    assertThat(small).allMatch(step -> step.stream().allMatch(part -> tokens(part) <= 512));
    assertThat(large.stream().filter(step -> joined(step).length < 20)).hasSizeLessThan(2);
  }

  @Test
  void theTextsOfAStepAreWithinOneWindow() {
    int window = 700;
    List<List<int[]>> steps = new TokenBudget(512, 20).steps(LENGTHS, window, 1, 0);
    assertThat(steps.stream().flatMap(List::stream).flatMapToInt(Arrays::stream).sorted().toArray())
        .isEqualTo(IntStream.range(0, LENGTHS.length).toArray());
    int at = 0;
    for (List<int[]> step : steps) {
      int[] windows = Arrays.stream(joined(step)).map(n -> n / window).distinct().toArray();
      assertThat(windows).hasSize(1);
      assertThat(windows[0]).isBetween(at, at + 1);
      at = windows[0];
    }
    assertThat(
            new TokenBudget(512, 20)
                .steps(LENGTHS, LENGTHS.length, 1, 0).stream()
                    .map(TokenBudgetTest::joined)
                    .toArray(int[][]::new))
        .isDeepEqualTo(
            new TokenBudget(512, 20)
                .steps(LENGTHS, 1, 0).stream().map(TokenBudgetTest::joined).toArray(int[][]::new));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new TokenBudget(512).steps(LENGTHS, 0, 1, 0));
  }

  private static int[] joined(List<int[]> step) {
    return step.stream().flatMapToInt(Arrays::stream).toArray();
  }

  private static List<List<Integer>> first(TokenBudget budget, long seed, int epoch) {
    return budget.batches(LENGTHS, seed, epoch).stream()
        .limit(5)
        .map(batch -> Arrays.stream(batch).boxed().toList())
        .toList();
  }

  private static int tokens(int[] batch) {
    return Arrays.stream(batch).map(i -> LENGTHS[i]).sum();
  }
}
