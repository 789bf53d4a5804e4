package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyModel;
import dev.heed.models.data.Augmentation;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.train.CountedSteps;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step has so many examples, however many tokens are computed at once. */
class StepPartsTest {
  private static final List<String> TEXT = List.of("text");
  private static final int LONGEST = 12;

  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() {
    base = TinyModel.encoder().write(folder.resolve("base")).toString();
  }

  /** 20 texts of 4 to 8 tokens: two steps of 8 and one of 4. */
  private Dataset data() {
    StringBuilder csv = new StringBuilder("text,label\n");
    for (int i = 0; i < 10; i++) {
      csv.append("the cat%s,cat\n".formatted(" sat".repeat(i % 5)));
      csv.append("a dog%s,dog\n".formatted(" ran".repeat(i % 5)));
    }
    return read(csv);
  }

  private Dataset read(StringBuilder csv) {
    try {
      return Dataset.read(
          DataFile.of(Files.writeString(folder.resolve("pets.csv"), csv)), DataPart.TRAINING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Course course(int tokens) {
    return Course.DEFAULT.withSchedule(4, 1e-3).withBatch(8, tokens).withDropout(0);
  }

  private TextTuning<int[]> tuning(TuningMethod method, Course course, Backend backend) {
    return TextTuning.classify(base, TEXT, "label")
        .with(
            TuningSettings.DEFAULT
                .withMethod(method)
                .withCourse(course)
                .withTexts(LONGEST, TextNormalization.NONE, Augmentation.NONE))
        .on(backend);
  }

  @ParameterizedTest
  @EnumSource(names = {"FULL", "LORA"})
  void whatIsLearnedDoesNotDependOnTheTokensAtOnce(TuningMethod method) {
    Dataset data = data();
    try (Backend backend = InstalledBackends.openAny();
        TunedText<int[]> whole = tuning(method, course(4096), backend).tune(data, null);
        TunedText<int[]> parts = tuning(method, course(LONGEST), backend).tune(data, null)) {
      assertThat(whole.result().orElseThrow().steps()).isEqualTo(12);
      assertThat(parts.result().orElseThrow().steps()).isEqualTo(12);
      float[][] expected = whole.logits(data);
      float[][] found = parts.logits(data);
      for (int i = 0; i < expected.length; i++) {
        for (int l = 0; l < expected[i].length; l++) {
          assertThat(found[i][l]).isCloseTo(expected[i][l], within(1e-3f));
        }
      }
    }
  }

  @Test
  void aStepOfPartsIsReportedAsOne() {
    Dataset data = data();
    List<List<StepReport>> runs = new ArrayList<>();
    try (Backend backend = InstalledBackends.openAny()) {
      for (int tokens : new int[] {4096, LONGEST}) {
        List<StepReport> reports = new ArrayList<>();
        tuning(TuningMethod.FULL, course(tokens), backend)
            .heardBy(
                new TrainingListener() {
                  @Override
                  public void stepped(StepReport report) {
                    reports.add(report);
                  }
                })
            .tune(data, null)
            .close();
        runs.add(reports);
      }
    }
    assertThat(runs.getLast()).hasSameSizeAs(runs.getFirst());
    for (int s = 0; s < runs.getFirst().size(); s++) {
      StepReport whole = runs.getFirst().get(s);
      StepReport parts = runs.getLast().get(s);
      assertThat(parts.tokens()).isEqualTo(whole.tokens());
      assertThat(parts.loss()).isCloseTo(whole.loss(), within(1e-3));
      assertThat(parts.rate()).isEqualTo(whole.rate());
    }
  }

  @Test
  void aTrainingInPartsThatWasStoppedEndsAsOneThatWasNot() {
    Dataset data = data();
    Course course = course(LONGEST).withDropout(0.1f);
    try (Backend backend = InstalledBackends.openAny()) {
      float[][] straight;
      try (TunedText<int[]> tuned = tuning(TuningMethod.FULL, course, backend).tune(data, null)) {
        straight = tuned.logits(data);
      }
      Course kept = course.withCheckpoints(folder.resolve("run"));
      TrainingResult.Ending ending = TrainingResult.Ending.STOPPED;
      int runs = 0;
      for (; ending == TrainingResult.Ending.STOPPED; runs++) {
        CountedSteps counted = new CountedSteps();
        try (TunedText<int[]> tuned =
            tuning(TuningMethod.FULL, kept, backend)
                .heardBy(counted)
                .stoppedBy(() -> counted.made() > 0)
                .tune(data, null)) {
          ending = tuned.result().orElseThrow().ending();
          if (ending == TrainingResult.Ending.COMPLETE) {
            assertThat(tuned.logits(data)).isDeepEqualTo(straight);
          }
        }
      }
      assertThat(runs).isEqualTo(13); // the last one has only the end to make
    }
  }

  /** There each text is told apart from all others of its step. */
  @Test
  void aStepThatIsLearnedByContrastIsEndedAtTheBudget() {
    Dataset data = data();
    try (Backend backend = InstalledBackends.openAny();
        TunedText<int[]> tuned =
            tuning(TuningMethod.CONTRASTIVE, course(24), backend).tune(data, null)) {
      assertThat(tuned.result().orElseThrow().steps()).isGreaterThan(12);
    }
  }

  /** Of few texts with many labels, chance alone would put hardly two of a label into a step. */
  @Test
  void everyTextThatIsLearnedByContrastMeetsAnotherOfItsLabel() {
    StringBuilder csv = new StringBuilder("text,label\n");
    for (int i = 0; i < 40; i++) {
      csv.append("the cat%s%s,%d\n".formatted(" sat".repeat(i % 2), " ran".repeat(i / 8), i / 2));
    }
    List<Double> losses = new ArrayList<>();
    try (Backend backend = InstalledBackends.openAny()) {
      tuning(TuningMethod.CONTRASTIVE, course(4096).withBatch(2, 4096), backend)
          .heardBy(
              new TrainingListener() {
                @Override
                public void stepped(StepReport report) {
                  losses.add(report.loss());
                }
              })
          .tune(read(csv), null)
          .close();
    }
    assertThat(losses).hasSize(40).allMatch(loss -> loss > 0);
  }

  @Test
  void contrastNeedsALabelWithTwoTexts() {
    Dataset data = read(new StringBuilder("text,label\nthe cat,cat\na dog,dog\n"));
    try (Backend backend = InstalledBackends.openAny()) {
      TextTuning<int[]> tuning = tuning(TuningMethod.CONTRASTIVE, course(4096), backend);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> tuning.tune(data, null))
          .withMessage(
              "the contrastive method compares texts of one label, and no label has two; take another method");
    }
  }
}
