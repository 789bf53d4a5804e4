package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.Classification;
import dev.heed.models.InstalledBackends;
import dev.heed.models.ModelOptions;
import dev.heed.models.TextClassifier;
import dev.heed.models.data.Augmentation;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.NormalizationStep;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.evaluate.MultiLabelMetrics;
import dev.heed.models.evaluate.RegressionMetrics;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingException;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingPlan;
import dev.heed.models.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTuningTest {
  private static final String BASE = "all-minilm-l6-v2";
  private static final List<String> TEXT = List.of("text");

  private static final String TRAINING =
      """
      text,label,topics,price
      my card has not arrived,card,card,3
      where is my new card,card,card,4
      the card got lost in the mail,card,card;mail,5
      when will the card be delivered,card,card;mail,4
      I want my money back,refund,money,20
      please refund the payment,refund,money,22
      how do I get a refund,refund,money,21
      the shop owes me money,refund,money,24
      I forgot my password,login,,9
      the app does not let me in,login,,10
      my account is locked,login,,11
      how do I log in again,login,,10
      """;

  private static final String OTHERS =
      """
      text,label,topics,price
      has my card been sent,card,card;mail,4
      return my money please,refund,money,21
      I cannot log in,login,,10
      """;

  @TempDir Path folder;

  private Dataset data(String csv, DataPart part) {
    try {
      Path file = folder.resolve(part + ".csv");
      Files.writeString(file, csv);
      return Dataset.read(DataFile.of(file), part);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Dataset training() {
    return data(TRAINING, DataPart.TRAINING);
  }

  private Dataset others() {
    return data(OTHERS, DataPart.TEST);
  }

  private static TuningSettings few(TuningMethod method) {
    return TuningSettings.DEFAULT
        .withMethod(method)
        .withCourse(Course.DEFAULT.withSchedule(4, 0).withBatch(4, 512));
  }

  private static TextTuning<int[]> intents(TuningSettings settings, Backend backend) {
    return TextTuning.classify(BASE, TEXT, "label").with(settings).on(backend);
  }

  @Test
  void aCheckpointOfAnotherLossIsRefused() {
    TuningSettings settings =
        few(TuningMethod.LORA)
            .withCourse(
                Course.DEFAULT
                    .withSchedule(1, 0)
                    .withBatch(6, 512)
                    .withCheckpoints(folder.resolve("run")));
    try (Backend backend = InstalledBackends.openAny()) {
      intents(settings, backend).tune(training(), null).close();
      assertThatThrownBy(
              () -> intents(settings.withSmoothing(0.1f), backend).tune(training(), null))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("objective was cross-entropy of one label, smoothing 0.0 and is")
          .hasMessageContaining("smoothing 0.1;");
    }
  }

  /** The number of heads changes neither a shape nor a first value of a parameter. */
  @Test
  void aCheckpointOfAnotherShapeOrMeasuredByOtherDataIsRefused() {
    TuningSettings settings =
        few(TuningMethod.FULL)
            .withCourse(
                Course.DEFAULT
                    .withSchedule(1, 0)
                    .withBatch(6, 512)
                    .withCheckpoints(folder.resolve("run")));
    try (Backend backend = InstalledBackends.openAny()) {
      Dataset training = training();
      intents(settings, backend).fromNothing(1, 32, 2).tune(training, others()).close();
      intents(settings, backend).fromNothing(1, 32, 2).tune(training, others()).close();
      TextTuning<int[]> heads = intents(settings, backend).fromNothing(1, 32, 4);
      assertThatThrownBy(() -> heads.tune(training, others()))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("sizes was");
      TextTuning<int[]> same = intents(settings, backend).fromNothing(1, 32, 2);
      Dataset corrected =
          data(OTHERS.replace(",10", ",11").replace("card,card;", "refund,card;"), DataPart.TEST);
      assertThatThrownBy(() -> same.tune(training, corrected))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("validation was 3 texts");
    }
  }

  /** Steps of two short texts, and long ones to measure by. */
  @ParameterizedTest
  @EnumSource(names = {"LORA", "CONTRASTIVE"})
  void theMemoryThatIsStatedIsEnoughForTheValidationToo(TuningMethod method) {
    Course course = Course.DEFAULT.withSchedule(1, 0).withBatch(2, 64).recomputing(true);
    Dataset texts =
        data(
            "text,label\n"
                + ("my card is late ".repeat(50) + ",card\n").repeat(8)
                + ("my money is gone ".repeat(50) + ",refund\n").repeat(8),
            DataPart.VALIDATION);
    long[] tensors = {0};
    long[] most = {0};
    try (Backend backend = InstalledBackends.openAny()) {
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void started(TrainingPlan plan, long done) {
              tensors[0] = plan.memory().total() - plan.memory().best();
              assertThat(plan.memory().walk()).isGreaterThan(10 << 20);
            }

            @Override
            public void validated(long step, Measurement measurement, boolean best) {
              most[0] = Math.max(most[0], backend.usage().bytes());
            }
          };
      intents(few(method).withCourse(course), backend)
          .heardBy(listener)
          .tune(training(), texts)
          .close();
    }
    assertThat(most[0]).isBetween(tensors[0] * 9 / 10, tensors[0] * 9 / 8 + (2 << 20));
  }

  @ParameterizedTest
  @EnumSource(TuningMethod.class)
  void aTunedModelIsSavedAndClassifiesAlike(TuningMethod method) {
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      float[][] logits;
      try (TunedText<int[]> tuned = intents(few(method), backend).tune(training(), others())) {
        assertThat(tuned.evaluate(others()))
            .isInstanceOfSatisfying(
                ClassificationMetrics.class,
                metrics -> assertThat(metrics.accuracy()).isEqualTo(1));
        assertThat(tuned.probe()).isPresent();
        assertThat(tuned.result().isPresent()).isEqualTo(method != TuningMethod.PROBE);
        tuned.save(saved);
        logits = tuned.logits(others());
      }
      ModelOptions options = ModelOptions.DEFAULT.withBackend(backend);
      try (TextClassifier classifier = TextClassifier.load(saved, options)) {
        assertThat(classifier.labels()).containsExactly("card", "login", "refund");
        List<Classification> answers = classifier.classify(others().column("text"));
        double[][] expected = OneLabel.probabilities(logits);
        for (int i = 0; i < expected.length; i++) {
          for (Classification.LabelScore score : answers.get(i).scores()) {
            int label = classifier.labels().indexOf(score.label());
            assertThat(score.score()).isCloseTo(expected[i][label], within(1e-4));
          }
        }
      }
    }
  }

  @Test
  void theSameDataAndSettingsGiveTheSameBits() {
    try (Backend backend = InstalledBackends.openAny()) {
      float[][][] logits = new float[2][][];
      for (int run = 0; run < 2; run++) {
        try (TunedText<int[]> tuned =
            intents(few(TuningMethod.FULL), backend).tune(training(), null)) {
          logits[run] = tuned.logits(others());
          assertThat(tuned.probe()).isEmpty();
        }
      }
      assertThat(logits[1]).isDeepEqualTo(logits[0]);
    }
  }

  @Test
  void aTextMayHaveSeveralLabelsOrNone() {
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedText<boolean[][]> tuned =
          TextTuning.classifySeveral(BASE, TEXT, "topics", ";")
              .with(few(TuningMethod.FULL))
              .on(backend)
              .tune(training(), others())) {
        assertThat(tuned.labels()).containsExactly("card", "mail", "money");
        assertThat(tuned.evaluate(others())).isInstanceOf(MultiLabelMetrics.class);
        tuned.save(saved);
      }
      try (TextClassifier classifier =
          TextClassifier.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
        Classification login = classifier.classify("I cannot log in");
        assertThat(login.scores()).allMatch(score -> score.score() < 0.5);
        assertThat(classifier.classify("give me my money").best().label()).isEqualTo("money");
      }
    }
  }

  @Test
  void aNumberIsLearnedAndSavedAsItIs() {
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedText<float[]> tuned =
          TextTuning.regress(BASE, TEXT, "price")
              .with(few(TuningMethod.FULL))
              .on(backend)
              .tune(training(), others())) {
        assertThat(tuned.evaluate(others()))
            .isInstanceOfSatisfying(
                RegressionMetrics.class, metrics -> assertThat(metrics.mae()).isLessThan(5));
        tuned.save(saved);
      }
      try (TextClassifier model =
          TextClassifier.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
        double price = model.classify("return my money please").best().score();
        assertThat(price).isCloseTo(21, within(6.0));
      }
    }
  }

  @Test
  void textsAreNormalizedAsInTrainingWhenTheModelIsUsed() {
    Path saved = folder.resolve("saved");
    TextNormalization urls =
        new TextNormalization(
            List.of(new NormalizationStep.Replace(NormalizationStep.Found.URLS, "card")));
    TuningSettings settings = few(TuningMethod.PROBE).withTexts(0, urls, Augmentation.NONE);
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedText<int[]> tuned = intents(settings, backend).tune(training(), null)) {
        tuned.save(saved);
      }
      try (TextClassifier classifier =
          TextClassifier.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
        assertThat(classifier.classify("where is my https://example.org/x"))
            .isEqualTo(classifier.classify("where is my card"));
      }
    }
  }

  @Test
  void dataThatDoesNotFitIsRefused() {
    try (Backend backend = InstalledBackends.openAny()) {
      TextTuning<int[]> tuning = intents(few(TuningMethod.PROBE), backend);
      assertThatThrownBy(
              () -> tuning.tune(training(), data("text,label\nhello,greeting\n", DataPart.TEST)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("greeting");
      assertThatThrownBy(() -> tuning.tune(data("text,label\na,x\nb,x\n", DataPart.TRAINING), null))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("expected at least two labels");
      assertThatThrownBy(
              () -> tuning.tune(data("words,label\na,x\nb,y\n", DataPart.TRAINING), null))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("there is no column 'text'");
      TextTuning<float[]> numbers =
          TextTuning.regress(BASE, TEXT, "price").with(few(TuningMethod.PROBE)).on(backend);
      assertThatThrownBy(
              () -> numbers.tune(data("text,price\na,1\nb,NaN\n", DataPart.TRAINING), null))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("expected a finite number, found 'NaN'");
      assertThatThrownBy(
              () -> numbers.tune(data("text,price\na,1\nb,1\n", DataPart.TRAINING), null))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("nothing to learn");
      assertThatThrownBy(() -> numbers.with(few(TuningMethod.PROBE).withSmoothing(0.1f)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("smoothing is of labels");
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  /** Warmed up over its only step, it would be at a rate of 0. */
  @Test
  void aSingleStepLearns() {
    double[] rate = {0};
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            rate[0] = report.rate();
          }
        };
    Course once = Course.DEFAULT.withSchedule(1, 1e-3);
    try (Backend backend = InstalledBackends.openAny();
        TunedText<int[]> tuned =
            intents(TuningSettings.DEFAULT.withCourse(once), backend)
                .fromNothing(1, 32, 2)
                .heardBy(listener)
                .tune(training(), others())) {
      assertThat(tuned.result().orElseThrow().steps()).isEqualTo(1);
      assertThat(rate[0]).isEqualTo(1e-3);
    }
  }

  @Test
  void anEncoderFromNothingIsComparedWithTheProbeOfThePretrainedOne() {
    TuningSettings probe = TuningSettings.DEFAULT.withMethod(TuningMethod.PROBE);
    TuningSettings once = TuningSettings.DEFAULT.withCourse(Course.DEFAULT.withSchedule(1, 1e-3));
    try (Backend backend = InstalledBackends.openAny();
        TunedText<int[]> pretrained = intents(probe, backend).tune(training(), others());
        TunedText<int[]> fresh =
            intents(once, backend).fromNothing(1, 32, 2).tune(training(), others())) {
      assertThat(fresh.probe().orElseThrow().toMap())
          .isEqualTo(pretrained.probe().orElseThrow().toMap());
    }
  }

  @Test
  void aRateThatRuinsTheModelIsToldByName() {
    Course wild = Course.DEFAULT.withSchedule(2, 1e30);
    List<TextTuning<?>> tasks =
        List.of(
            TextTuning.classify(BASE, TEXT, "label"),
            TextTuning.classifySeveral(BASE, TEXT, "topics", ";"),
            TextTuning.regress(BASE, TEXT, "price"));
    try (Backend backend = InstalledBackends.openAny()) {
      for (TextTuning<?> task : tasks) {
        task.with(TuningSettings.DEFAULT.withCourse(wild)).fromNothing(1, 32, 2).on(backend);
        for (Dataset validation : Arrays.asList(others(), null)) {
          assertThatThrownBy(() -> task.tune(training(), validation))
              .isInstanceOf(TrainingException.class)
              .hasMessageContaining("of 2")
              .hasMessageContaining("the learning rate was")
              .hasMessageContaining("try a lower rate");
        }
      }
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  /** Asked before each text, each pass and each look of the optimiser. */
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 12, 15, 16, 20, 30})
  void aProbeIsStoppedWhereverItIs(int asks) {
    int[] asked = {0};
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedText<int[]> tuned =
          intents(few(TuningMethod.PROBE), backend)
              .stoppedBy(() -> ++asked[0] > asks)
              .tune(training(), others())) {
        TrainingResult result = tuned.result().orElseThrow();
        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.STOPPED);
        assertThat(result.steps()).isZero();
        assertThat(tuned.probe()).isEmpty();
      }
      assertThat(asked[0]).isEqualTo(asks + 1);
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  @Test
  void aTuningThatIsStoppedBehindItsStepsGoesOnToTheSameEnd() {
    TuningSettings settings = few(TuningMethod.CONTRASTIVE);
    TuningSettings kept =
        settings.withCourse(settings.course().withCheckpoints(folder.resolve("run")));
    AtomicBoolean done = new AtomicBoolean();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void ended(TrainingResult result) {
            done.set(true);
          }
        };
    try (Backend backend = InstalledBackends.openAny()) {
      float[][] straight;
      try (TunedText<int[]> tuned = intents(settings, backend).tune(training(), others())) {
        straight = tuned.logits(others());
      }
      try (TunedText<int[]> tuned =
          intents(kept, backend)
              .heardBy(listener)
              .stoppedBy(done::get)
              .tune(training(), others())) {
        TrainingResult result = tuned.result().orElseThrow();
        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.STOPPED);
        assertThat(result.steps()).isEqualTo(8);
      }
      try (TunedText<int[]> tuned = intents(kept, backend).tune(training(), others())) {
        TrainingResult result = tuned.result().orElseThrow();
        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(tuned.logits(others())).isDeepEqualTo(straight);
      }
    }
  }

  @Test
  void longTextsAreCutAndCounted() {
    TuningSettings settings =
        few(TuningMethod.PROBE).withTexts(6, TextNormalization.NONE, Augmentation.NONE);
    try (Backend backend = InstalledBackends.openAny();
        TunedText<int[]> tuned = intents(settings, backend).tune(training(), null)) {
      // Of six tokens two are special; a refund is two.
      assertThat(tuned.cutTexts()).isEqualTo(10);
      assertThat(tuned.cutTexts(others())).isEqualTo(1);
    }
  }

  @Test
  void aMethodThatIsNotForTheTaskIsRefusedBeforeThereIsData() {
    TuningSettings contrastive = few(TuningMethod.CONTRASTIVE);
    assertThatThrownBy(() -> TextTuning.regress(BASE, TEXT, "price").with(contrastive))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exactly one label each");
    assertThatThrownBy(
            () -> TextTuning.classifySeveral(BASE, TEXT, "topics", ";").with(contrastive))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exactly one label each");
    TextTuning<int[]> probe =
        TextTuning.classify(BASE, TEXT, "label").with(few(TuningMethod.PROBE));
    assertThatThrownBy(() -> probe.fromNothing(1, 16, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not by probe");
    TextTuning<int[]> fresh = TextTuning.classify(BASE, TEXT, "label").fromNothing(1, 16, 2);
    assertThatThrownBy(() -> fresh.with(few(TuningMethod.LORA)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing worth keeping");
    assertThatThrownBy(() -> TextTuning.classify(BASE, List.of("a", "b", "c"), "label"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two that go together");
  }
}
