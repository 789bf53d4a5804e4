package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.Classification;
import dev.heed.models.InstalledBackends;
import dev.heed.models.ModelOptions;
import dev.heed.models.TextClassifier;
import dev.heed.models.TinyModel;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.evaluate.TemperatureScaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemperatureTest {
  private static final List<String> TEXT = List.of("text");
  private static final String HEADER = "text,label,topics,size\n";

  /** What is learned is always so. */
  private static final String SURE =
      HEADER + "the cat sat,cat,cat,1\n".repeat(20) + "a dog ran,dog,,2\n".repeat(20);

  /** One in four is otherwise. */
  private static final String UNSURE =
      HEADER
          + "the cat sat,cat,cat,1\n".repeat(3)
          + "the cat sat,dog,,2\n"
          + "a dog ran,dog,,2\n".repeat(3)
          + "a dog ran,cat,cat,1\n";

  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() {
    base = TinyModel.encoder().write(folder.resolve("base")).toString();
  }

  private Dataset data(String csv, DataPart part) {
    try {
      return Dataset.read(DataFile.of(Files.writeString(folder.resolve(part + ".csv"), csv)), part);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> TunedText<T> tuned(TextTuning<T> tuning, Dataset sure, Backend backend) {
    TuningSettings settings =
        TuningSettings.DEFAULT.withCourse(
            Course.DEFAULT.withSchedule(30, 0.01).withBatch(8, 512).withDropout(0));
    return tuning.with(settings).on(backend).tune(sure, null);
  }

  @Test
  void aModelBecomesAsSureAsItIsRightAndIsSavedSo() throws IOException {
    Dataset sure = data(SURE, DataPart.TRAINING);
    Dataset unsure = data(UNSURE, DataPart.VALIDATION);
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      double[][] expected;
      try (TunedText<int[]> tuned =
          tuned(TextTuning.classify(base, TEXT, "label"), sure, backend)) {
        float[][] before = tuned.logits(unsure);
        double error = error(tuned, unsure);
        assertThat(error).isGreaterThan(0.2);
        TemperatureScaling scaling = tuned.calibrate(unsure).orElseThrow();
        assertThat(scaling.temperature()).isGreaterThan(1);
        float[][] after = tuned.logits(unsure);
        for (int i = 0; i < before.length; i++) {
          for (int l = 0; l < before[i].length; l++) {
            assertThat((double) after[i][l])
                .isCloseTo(before[i][l] / scaling.temperature(), within(1e-5));
          }
        }
        // Both texts are as often otherwise: where their margins are alike, 0.75 is best for both.
        expected = tuned.probabilities(unsure);
        assertThat(expected[0][0]).isCloseTo(0.75, within(0.03));
        assertThat(error(tuned, unsure)).isLessThan(0.03);
        assertThat(tuned.calibrate(unsure).orElseThrow().temperature()).isCloseTo(1, within(1e-3));
        assertThat(tuned.made()).containsKey("calibrated");
        tuned.save(saved);
      }
      assertThat(saved.resolve("heed_task.json")).content().contains("divided by a temperature of");
      try (TextClassifier classifier =
          TextClassifier.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
        Classification answer = classifier.classify("the cat sat");
        assertThat(answer.best().label()).isEqualTo("cat");
        assertThat(answer.best().score()).isCloseTo(expected[0][0], within(1e-4));
      }
    }
  }

  private static double error(TunedText<int[]> tuned, Dataset data) {
    return ((ClassificationMetrics) tuned.evaluate(data)).calibration().error();
  }

  @Test
  void theYesAndNoOfSeveralLabelsAreCalibratedTogether() {
    Dataset unsure = data(UNSURE, DataPart.VALIDATION);
    try (Backend backend = InstalledBackends.openAny();
        TunedText<boolean[][]> tuned =
            tuned(
                TextTuning.classifySeveral(base, TEXT, "topics", ";"),
                data(SURE, DataPart.TRAINING),
                backend)) {
      TemperatureScaling scaling = tuned.calibrate(unsure).orElseThrow();
      assertThat(scaling.lossAfter()).isLessThan(scaling.lossBefore());
      assertThat(tuned.probabilities(unsure)[0][0]).isCloseTo(0.75, within(0.03));
      assertThat(tuned.probabilities(unsure)[4][0]).isCloseTo(0.25, within(0.03));
    }
  }

  @Test
  void whereAllIsRightNoTemperatureIsBest() {
    Dataset sure = data(SURE, DataPart.TRAINING);
    try (Backend backend = InstalledBackends.openAny();
        TunedText<int[]> tuned = tuned(TextTuning.classify(base, TEXT, "label"), sure, backend)) {
      float[][] before = tuned.logits(sure);
      assertThat(tuned.calibrate(sure)).isEmpty();
      assertThat(tuned.logits(sure)).isDeepEqualTo(before);
      assertThat(tuned.made()).doesNotContainKey("calibrated");
    }
  }

  @Test
  void aNumberIsNotCalibrated() {
    Dataset sure = data(SURE, DataPart.TRAINING);
    try (Backend backend = InstalledBackends.openAny();
        TunedText<float[]> tuned = tuned(TextTuning.regress(base, TEXT, "size"), sure, backend)) {
      assertThatThrownBy(() -> tuned.calibrate(sure)).isInstanceOf(IllegalStateException.class);
    }
  }
}
