package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.models.TinyModel;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.load.ModelSource;
import dev.heed.models.train.TrainingBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskedBatchesTest {
  @TempDir Path folder;

  /** The batches of 30 texts of one-piece, two-piece and three-piece words. */
  private MaskedBatches batches(boolean wholeWords) {
    Path base = TinyModel.encoder().write(folder.resolve("base"));
    try (ModelSource source = ModelSource.open(base.toString())) {
      MaskedInput input =
          MaskedInput.of(
              new TextInput(source.requireTokenizer(), List.of("text"), TextNormalization.NONE, 24),
              "a small one");
      List<EncodedText> texts =
          IntStream.range(0, 30)
              .mapToObj(i ->
                  input
                      .input()
                      .encode(List.of("the slowly fasters cat cats" + " dogs".repeat(i % 3))))
              .toList();
      return new MaskedBatches(
          new TextBatches<>(
              _ -> texts,
              numbers -> TextBatches.words(texts, numbers),
              new TokenBudget(64, 8)::steps,
              1),
          input.masking(MaskedLanguageSettings.DEFAULT.withShare(0.4).withWholeWords(wholeWords)));
    }
  }

  /** Words of which some tokens are hidden and others not. */
  private static long torn(MaskedBatches masked) {
    long torn = 0;
    List<TrainingBatch<int[]>> plain = masked.texts().epoch(0);
    List<TrainingBatch<int[]>> hidden = masked.epoch(0);
    for (int b = 0; b < plain.size(); b++) {
      int[] words = plain.get(b).targets();
      int[] targets = hidden.get(b).targets();
      for (int t = 1; t < words.length; t++) {
        boolean same = words[t] >= 0 && words[t] == words[t - 1];
        boolean differs =
            (targets[t] == CrossEntropy.IGNORED) != (targets[t - 1] == CrossEntropy.IGNORED);
        torn += same && differs ? 1 : 0;
      }
    }
    return torn;
  }

  @Test
  void theTokensOfAWordAreHiddenTogetherOrOneByOne() {
    assertThat(torn(batches(true))).isZero();
    assertThat(torn(batches(false))).isGreaterThan(5);
  }

  @Test
  void stepsAreTheBatchesInParts() {
    MaskedBatches masked = batches(true);
    assertThat(masked.steps(0, 1)).hasSize(4).anyMatch(step -> step.size() > 1);
    assertThat(
            masked.steps(0, 1).stream()
                .flatMap(List::stream)
                .map(TrainingBatch::targets)
                .toArray(int[][]::new))
        .isDeepEqualTo(masked.epoch(0).stream().map(TrainingBatch::targets).toArray(int[][]::new));
  }
}
