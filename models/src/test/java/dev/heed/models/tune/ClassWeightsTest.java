package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyModel;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassWeightsTest {
  private static final List<String> TEXT = List.of("text");

  /** All texts are the same, so that the frequencies of labels are all there is to learn. */
  private static final String TWELVE =
      "text,label,topics,size\n" + "the cat,often,,1\n".repeat(9) + "the cat,rare,x,2\n".repeat(3);

  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() {
    base = TinyModel.encoder().write(folder.resolve("base")).toString();
  }

  private Dataset twelve() {
    try {
      return Dataset.read(
          DataFile.of(Files.writeString(folder.resolve("twelve.csv"), TWELVE)), DataPart.TRAINING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static TuningSettings settings(ClassWeights weights, TuningMethod method) {
    return TuningSettings.DEFAULT
        .withMethod(method)
        .withCourse(Course.DEFAULT.withSchedule(60, 0.02).withBatch(12, 512).withDropout(0))
        .withClassWeights(weights);
  }

  /** Those of scikit-learn's compute_class_weight("balanced"). */
  @Test
  void balancedWeightsAreInverseToFrequencies() {
    assertThat(ClassWeights.BALANCED.ofOneLabel(new int[] {9, 3}, 12))
        .containsExactly(0.6666667f, 2);
    assertThat(ClassWeights.EQUAL.ofOneLabel(new int[] {9, 3}, 12)).isNull();
  }

  /** What PyTorch recommends as pos_weight. */
  @Test
  void theYesOfARareLabelWeighsAsMuchAsAllItsNo() {
    assertThat(ClassWeights.BALANCED.ofYes(new int[] {3, 12, 8}, 12)).containsExactly(3, 1, 0.5f);
    assertThat(ClassWeights.EQUAL.ofYes(new int[] {3}, 12)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"EQUAL,PROBE,0.25", "BALANCED,PROBE,0.5", "EQUAL,FULL,0.25", "BALANCED,FULL,0.5"})
  void aRareLabelIsAsProbableAsItWeighs(
      ClassWeights weights, TuningMethod method, double probability) {
    Dataset data = twelve();
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedText<int[]> tuned =
          TextTuning.classify(base, TEXT, "label")
              .with(settings(weights, method))
              .on(backend)
              .tune(data, null)) {
        assertThat(tuned.labels()).containsExactly("often", "rare");
        assertThat(tuned.probabilities(data)[0][1]).isCloseTo(probability, within(0.01));
        assertThat(tuned.made().getOrDefault("class weights", "equal"))
            .isEqualToIgnoringCase(weights.name());
      }
      try (TunedText<boolean[][]> tuned =
          TextTuning.classifySeveral(base, TEXT, "topics", ";")
              .with(settings(weights, method))
              .on(backend)
              .tune(data, null)) {
        assertThat(tuned.probabilities(data)[0][0]).isCloseTo(probability, within(0.01));
      }
    }
  }

  @Test
  void whatHasNoClassesIsNotWeighed() throws IOException {
    TuningSettings balanced = settings(ClassWeights.BALANCED, TuningMethod.PROBE);
    Path words = Files.writeString(folder.resolve("words.conll"), "the\tO\ncat\tB-PET\n");
    try (Backend backend = InstalledBackends.openAny()) {
      assertThatThrownBy(() ->
              TextTuning.regress(base, TEXT, "size")
                  .with(balanced)
                  .on(backend)
                  .tune(twelve(), null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no classes");
      assertThatThrownBy(() ->
              TagTuning.of(base)
                  .with(balanced)
                  .on(backend)
                  .tune(TaggedData.read(TaggedFile.of(words), DataPart.TRAINING), null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tags of words count alike");
    }
  }
}
