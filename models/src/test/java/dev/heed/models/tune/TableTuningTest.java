package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.Classification;
import dev.heed.models.InstalledBackends;
import dev.heed.models.ModelOptions;
import dev.heed.models.TextClassifier;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TableScores;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.evaluate.RegressionMetrics;
import dev.heed.models.spec.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Columns beside texts that say nothing: what is right can be learned from the columns alone. */
class TableTuningTest {
  private static final String BASE = "all-minilm-l6-v2";
  private static final List<String> TEXT = List.of("text");

  @TempDir Path folder;

  private Dataset data(DataPart part, int from) {
    StringBuilder csv = new StringBuilder("text,age,plan,label,price\n");
    for (int i = from; i < from + 16; i++) {
      String plan = i % 4 < 2 ? "free" : "paid";
      int age = 20 + i * 7 % 40;
      String label = plan.equals("paid") && age >= 40 ? "keep" : "lose";
      csv.append("hello,%d,%s,%s,%d\n".formatted(age, plan, label, age));
    }
    return read(csv.toString(), part);
  }

  private Dataset read(String csv, DataPart part) {
    try {
      return Dataset.read(DataFile.of(Files.writeString(folder.resolve(part + ".csv"), csv)), part);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static TuningSettings settings(TuningMethod method) {
    return TuningSettings.DEFAULT
        .withMethod(method)
        .withCourse(Course.DEFAULT.withSchedule(12, 0.02).withBatch(4, 512));
  }

  private static TextTuning<int[]> tuning(TuningMethod method, Backend backend) {
    return TextTuning.classify(BASE, TEXT, "label")
        .withColumns(List.of("age"), List.of("plan"))
        .with(settings(method))
        .on(backend);
  }

  @ParameterizedTest
  @EnumSource(names = {"PROBE", "LORA", "CONTRASTIVE"})
  void columnsAreLearnedSavedAndAskedFor(TuningMethod method) {
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      Dataset others = data(DataPart.TEST, 16);
      double[][] expected;
      try (TunedText<int[]> tuned =
          tuning(method, backend).tune(data(DataPart.TRAINING, 0), others)) {
        assertThat(((ClassificationMetrics) tuned.evaluate(others)).accuracy()).isGreaterThan(0.85);
        expected = tuned.probabilities(others);
        tuned.save(saved);
      }
      assertThat(backend.usage().scopes()).isZero();
      ModelOptions options = ModelOptions.DEFAULT.withBackend(backend);
      try (TextClassifier classifier = TextClassifier.load(saved, options)) {
        assertThat(classifier.columns()).containsExactly("age", "plan");
        List<Classification> answers = classifier.classify(others.examples(), TEXT);
        for (int i = 0; i < expected.length; i++) {
          for (Classification.LabelScore score : answers.get(i).scores()) {
            int label = classifier.labels().indexOf(score.label());
            assertThat(score.score()).isCloseTo(expected[i][label], within(1e-4));
          }
        }
        assertThatThrownBy(() -> classifier.classify("hello"))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("[age, plan]");
        assertThatThrownBy(() -> classifier.classifyPair("hello", "there"))
            .isInstanceOf(ModelException.class);
      }
    }
  }

  @Test
  void aNumberIsLearnedFromANumber() {
    try (Backend backend = InstalledBackends.openAny();
        TunedText<float[]> tuned =
            TextTuning.regress(BASE, TEXT, "price")
                .withColumns(List.of("age"), List.of())
                .with(settings(TuningMethod.PROBE))
                .on(backend)
                .tune(data(DataPart.TRAINING, 0), null)) {
      Dataset others = data(DataPart.TEST, 16);
      assertThat(((RegressionMetrics) tuned.evaluate(others)).r2()).isGreaterThan(0.95);
    }
  }

  @Test
  void theSameColumnsGiveTheSameBits() {
    try (Backend backend = InstalledBackends.openAny()) {
      float[][][] logits = new float[2][][];
      for (int run = 0; run < 2; run++) {
        try (TunedText<int[]> tuned =
            tuning(TuningMethod.LORA, backend).tune(data(DataPart.TRAINING, 0), null)) {
          logits[run] = tuned.logits(data(DataPart.TEST, 16));
        }
      }
      assertThat(logits[1]).isDeepEqualTo(logits[0]);
    }
  }

  @Test
  void aTrainingOverOtherColumnsIsAnotherOne() {
    try (Backend backend = InstalledBackends.openAny()) {
      Path checkpoints = folder.resolve("training");
      for (int run = 0; run < 2; run++) {
        Course course = settings(TuningMethod.LORA).course().withCheckpoints(checkpoints);
        TextTuning<int[]> tuning =
            tuning(TuningMethod.LORA, backend)
                .with(settings(TuningMethod.LORA).withCourse(course.withSchedule(1, 0.02)));
        Dataset training = data(DataPart.TRAINING, 0);
        if (run == 0) {
          tuning.tune(training, null).close();
        } else {
          Dataset other = read(csv(training).replace("paid", "bought"), DataPart.TRAINING);
          assertThatThrownBy(() -> tuning.tune(other, null))
              .hasMessageContaining("cannot go on")
              .hasMessageContaining("data was");
        }
      }
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  private static String csv(Dataset data) {
    StringBuilder csv = new StringBuilder(String.join(",", data.columns().names()) + "\n");
    data.examples().forEach(example -> csv.append(String.join(",", example.cells())).append("\n"));
    return csv.toString().replace("20,paid", "20,free").replace("27,free", "27,paid");
  }

  @Test
  void whatIsNoNumberIsRefusedWithItsPlace() {
    try (Backend backend = InstalledBackends.openAny()) {
      Dataset bad =
          read("text,age,plan,label\nhello,20,free,keep\nhello,NaN,free,lose\n", DataPart.TRAINING);
      assertThatThrownBy(() -> tuning(TuningMethod.PROBE, backend).tune(bad, null))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("line 3")
          .hasMessageContaining("'age'")
          .hasMessageContaining("'NaN'");
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  @Test
  void anAdapterHasNoPlaceForColumns() {
    try (Backend backend = InstalledBackends.openAny();
        TunedText<int[]> tuned =
            tuning(TuningMethod.LORA, backend)
                .with(settings(TuningMethod.LORA).withCourse(Course.DEFAULT.withSchedule(1, 0.01)))
                .tune(data(DataPart.TRAINING, 0), null)) {
      assertThatThrownBy(() -> tuned.saveAdapter(folder.resolve("adapter")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("save the model whole");
      tuned.save(folder.resolve("whole"));
      assertThat(folder.resolve("whole").resolve(TableScores.FILE)).isRegularFile();
    }
  }
}
