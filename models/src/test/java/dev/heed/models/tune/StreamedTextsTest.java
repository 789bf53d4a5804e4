package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyModel;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.load.ModelSource;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.train.TrainingBatch;
import dev.heed.models.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamedTextsTest {
  private static final List<String> TEXT = List.of("text");
  private static final int COUNT = 60;
  private static final int BUFFER = 10;

  @TempDir Path folder;
  private String base = "";
  private MaskedInput input;

  @BeforeEach
  void aSmallModel() {
    base = TinyModel.encoder().write(folder.resolve("base")).toString();
    try (ModelSource source = ModelSource.open(base)) {
      Tokenizer tokenizer = source.requireTokenizer();
      input =
          MaskedInput.of(new TextInput(tokenizer, TEXT, TextNormalization.NONE, 12), "a small one");
    }
  }

  /** Every seventh is empty; every tenth is cut. */
  private DataFile file() {
    return write(
        IntStream.range(0, COUNT)
            .mapToObj(i ->
                i % 7 == 6
                    ? ""
                    : "the "
                        + (i % 2 == 0 ? "cat" : "dog")
                        + " sat".repeat(i % 10 == 9 ? 20 : i % 5))
            .toList());
  }

  private DataFile write(List<String> lines) {
    try {
      return DataFile.of(Files.write(folder.resolve("texts.txt"), lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StreamedTexts texts(DataFile file) {
    return new StreamedTexts(file, input, new TokenBudget(24, 4), BUFFER, 1);
  }

  @Test
  void eachTextComesOnceAnEpochInAnotherOrder() {
    DataFile file = file();
    Dataset all = Dataset.read(file, DataPart.TRAINING);
    try (StreamedTexts texts = texts(file)) {
      assertThat(texts.counts()).isEqualTo(new TunedMaskedLanguage.Texts(52, 8, 6));
      int[][] orders = new int[2][];
      for (int epoch = 0; epoch < 2; epoch++) {
        orders[epoch] =
            texts.epoch(epoch).stream()
                .flatMapToInt(batch -> Arrays.stream(batch.examples()))
                .toArray();
        assertThat(Arrays.stream(orders[epoch]).sorted().toArray())
            .isEqualTo(IntStream.range(0, COUNT).filter(i -> i % 7 != 6).toArray());
        for (TrainingBatch<int[]> batch : texts.epoch(epoch)) {
          assertThat(batch.tokens().ids()).hasSizeLessThanOrEqualTo(24);
          assertThat(batch.targets()).hasSameSizeAs(batch.tokens().ids());
          for (int s = 0; s < batch.examples().length; s++) {
            int from = batch.tokens().spans().start(s);
            int to = from + batch.tokens().spans().length(s);
            assertThat(Arrays.copyOfRange(batch.tokens().ids(), from, to))
                .isEqualTo(input.input().encode(all.get(batch.examples()[s])).ids());
          }
        }
      }
      assertThat(orders[1]).isNotEqualTo(orders[0]);
    }
  }

  /** A text is at most a buffer early, and the window that it is in as long. */
  @Test
  void textsStayNearTheirPlaceInTheFile() {
    try (StreamedTexts texts = texts(file())) {
      int[] order =
          texts.epoch(0).stream().flatMapToInt(b -> Arrays.stream(b.examples())).toArray();
      for (int place = 0; place < order.length; place++) {
        // The empty ones are left out of the order.
        assertThat(order[place]).isLessThan((place + 2 * BUFFER) * 7 / 6 + 2);
      }
      assertThat(order).isNotEqualTo(Arrays.stream(order).sorted().toArray());
    }
  }

  @Test
  void aBatchIsTheSameInWhateverOrderTheyAreAskedFor() {
    try (StreamedTexts texts = texts(file())) {
      List<TrainingBatch<int[]>> batches = texts.epoch(0);
      List<int[]> inOrder = batches.stream().map(batch -> batch.tokens().ids()).toList();
      for (int b = batches.size() - 1; b >= 0; b--) {
        assertThat(batches.get(b).tokens().ids()).isEqualTo(inOrder.get(b));
      }
    }
  }

  @Test
  void aFileThatChangesMeanwhileIsRefused() {
    DataFile file = file();
    try (StreamedTexts texts = texts(file)) {
      write(List.of("the cat", "the dog"));
      assertThatThrownBy(() -> texts.epoch(0).getLast())
          .isInstanceOf(DataException.class)
          .hasMessageContaining("texts.txt: was changed while it was learned from");
    }
  }

  /** A window of 8 is two whole steps. */
  @Test
  void everyStepButTheLastIsFull() {
    try (StreamedTexts texts = texts(file())) {
      assertThat(
              texts.steps(0, 1).stream()
                  .map(step -> step.stream().mapToInt(batch -> batch.examples().length).sum()))
          .hasSize(13)
          .allMatch(size -> size == 4);
    }
  }

  @Test
  void aBufferThatIsSmallerThanAStepIsRefused() {
    DataFile file = file();
    assertThatThrownBy(() -> new StreamedTexts(file, input, new TokenBudget(24, 11), BUFFER, 1))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "a buffer of 10 texts has no room for a step of 11; take a larger one");
  }

  @Test
  void textsWithoutAWordAreRefused() {
    assertThatThrownBy(() -> texts(write(List.of("", "[SEP]"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none of its 2 texts has a token that may be hidden");
  }

  @Test
  void aTrainingThatWasStoppedEndsAsOneThatWasNot() {
    DataFile file = file();
    Dataset others = Dataset.read(file, DataPart.VALIDATION);
    Course course = Course.DEFAULT.withSchedule(2, 1e-3).withBatch(4, 24);
    try (Backend backend = InstalledBackends.openAny()) {
      double straight;
      try (TunedMaskedLanguage tuned = streamed(course, backend).tune(file, BUFFER, others)) {
        straight = tuned.evaluate(others).loss();
        assertThat(tuned.texts()).isEqualTo(new TunedMaskedLanguage.Texts(52, 8, 6));
      }
      int[] asked = {0};
      TrainingResult.Ending ending = TrainingResult.Ending.STOPPED;
      while (ending == TrainingResult.Ending.STOPPED) {
        try (TunedMaskedLanguage tuned =
            streamed(course.withCheckpoints(folder.resolve("run")), backend)
                .stoppedBy(() -> ++asked[0] % 5 == 0)
                .tune(file, BUFFER, others)) {
          ending = tuned.result().ending();
          if (ending == TrainingResult.Ending.COMPLETE) {
            assertThat(tuned.evaluate(others).loss()).isEqualTo(straight);
          }
        }
      }
      assertThat(asked[0]).isGreaterThan(15);
    }
  }

  private MaskedLanguageTuning streamed(Course course, Backend backend) {
    return MaskedLanguageTuning.of(base, TEXT)
        .with(
            MaskedLanguageSettings.DEFAULT
                .withCourse(course)
                .withWholeWords(true)
                .withTexts(12, TextNormalization.NONE))
        .on(backend);
  }
}
