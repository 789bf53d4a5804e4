package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.models.InstalledBackends;
import dev.heed.models.ModelOptions;
import dev.heed.models.TextEmbedder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelledTexts;
import dev.heed.models.data.NormalizationStep;
import dev.heed.models.data.RetrievalSet;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.evaluate.RetrievalMetrics;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.RankingLoss;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.save.TaskFile;
import dev.heed.models.spec.NewModel;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingException;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a small encoder of random weights: what it learns is told by what it did not know before. */
class EmbeddingTuningTest {
  private static final Course COURSE =
      Course.DEFAULT.withSchedule(6, 5e-3).withBatch(4, 512).withSeed(5);

  private static final String PAIRS =
      """
      question,answer,other
      where is my card,it comes by mail,you pay nothing
      when do you open,we open at nine,
      what does it cost,you pay nothing,we open at nine
      who are you,a bank of the town,
      how do I log in,with your password,
      """;

  @TempDir Path folder;

  private static String base() {
    try {
      return Path.of(
              Objects.requireNonNull(
                      EmbeddingTuningTest.class.getResource("/dev/heed/models/roberta"))
                  .toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private Dataset data(String csv, DataPart part) {
    try {
      Path file = folder.resolve(part + ".csv");
      Files.writeString(file, csv);
      return Dataset.read(DataFile.of(file), part);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Letters of one kind or another between the same words. */
  private Dataset labelled(DataPart part) {
    StringBuilder csv = new StringBuilder("text,label\n");
    String[] letters = {"a", "e", "i", "o", "u"};
    int from = part == DataPart.TRAINING ? 0 : 7;
    for (int i = from; i < from + 7; i++) {
      for (String letter : letters) {
        csv.append("so %s %s,%s\n".formatted("x".repeat(1 + i % 5), letter.repeat(1 + i), letter));
      }
    }
    return data(csv.toString(), part);
  }

  private static EmbeddingTuning tuning(Backend backend, Course course) {
    return EmbeddingTuning.ofLabels(base(), "text", "label")
        .with(RankingSettings.DEFAULT.withCourse(course))
        .on(backend);
  }

  private byte[] weights(TunedEmbedder tuned) {
    Path saved = folder.resolve("weights");
    tuned.save(saved);
    try {
      return Files.readAllBytes(saved.resolve("model.safetensors"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void textsOfOneLabelFindEachOtherBetter() {
    try (Backend backend = InstalledBackends.openAny();
        TunedEmbedder tuned =
            tuning(backend, COURSE)
                .tune(labelled(DataPart.TRAINING), labelled(DataPart.VALIDATION))) {
      RetrievalMetrics before = tuned.before().orElseThrow();
      RetrievalMetrics after = tuned.evaluate(labelled(DataPart.VALIDATION));
      assertThat(before.queries()).isEqualTo(35);
      assertThat(after.ndcgAt10()).isGreaterThan(before.ndcgAt10() + 0.1);
      TrainingResult result = tuned.result();
      assertThat(Objects.requireNonNull(result.best()).value()).isEqualTo(after.ndcgAt10());
    }
  }

  @Test
  void whatIsSavedIsLoadedAndEmbedsAlike() {
    Path saved = folder.resolve("saved");
    RankingSettings settings =
        RankingSettings.DEFAULT
            .withCourse(COURSE)
            .withTexts(
                20,
                new TextNormalization(
                    List.of(new NormalizationStep.Replace(NormalizationStep.Found.NUMBERS, "a"))));
    List<String> texts =
        List.of("so x aaa", "so xx 17", "so xxxxxxxxxxxxxxxxxxxx " + "u".repeat(30));
    try (Backend backend = InstalledBackends.openAny()) {
      List<float[]> expected;
      RetrievalMetrics metrics;
      try (TunedEmbedder tuned =
          tuning(backend, COURSE).with(settings).tune(labelled(DataPart.TRAINING), null)) {
        assertThat(tuned.before()).isEmpty();
        expected = tuned.embed(texts);
        metrics = tuned.evaluate(labelled(DataPart.TEST));
        tuned.save(saved);
      }
      TaskFile task = TaskFile.read(saved).orElseThrow();
      assertThat(task.task()).isEqualTo("embed");
      try (TextEmbedder embedder =
          TextEmbedder.builder(saved).options(ModelOptions.DEFAULT.withBackend(backend)).build()) {
        assertThat(embedder.maxTokens()).isEqualTo(20);
        for (int t = 0; t < texts.size(); t++) {
          assertThat(embedder.embed(texts.get(t)).vector())
              .containsExactly(expected.get(t), within(1e-5f));
        }
        RetrievalSet set = Retrieval.set(task, labelled(DataPart.TEST));
        assertThat(Retrieval.metrics(set, Retrieval.by(embedder))).isEqualTo(metrics);
      }
    }
  }

  /** An encoder whose products and steps are shared among threads. */
  private String wider() {
    Path wider = folder.resolve("wider");
    try (Backend backend = InstalledBackends.openAny();
        ModelSource source = ModelSource.open(base())) {
      int vocabulary = source.requireTokenizer().vocabularySize();
      NewModel sizes = new NewModel(NewModel.Shape.BERT, 1, 192, 4, 768, vocabulary, 64);
      EncoderPlan plan = EncoderPlan.fromNothing("wider", sizes.config());
      try (LearnedEncoder model =
              LearnedModels.encoder(plan, null, backend, InitialValues.of(sizes, 1), null);
          CommandQueue queue = backend.newQueue("saving")) {
        ModelFolder.of(plan, model, sizes.config()).withTokenizerOf(source).write(queue, wider);
      }
    }
    return wider.toString();
  }

  @Test
  void changesOfLowRankAreLearnedMergedAndKeptApart() {
    Path merged = folder.resolve("merged");
    Path adapter = folder.resolve("adapter");
    RankingSettings settings =
        RankingSettings.DEFAULT
            .withCourse(COURSE.withSchedule(6, 2e-2))
            .withTexts(
                20,
                new TextNormalization(
                    List.of(new NormalizationStep.Replace(NormalizationStep.Found.NUMBERS, "a"))));
    List<String> texts =
        List.of("so x aaa", "so xx 17", "so xxxxxxxxxxxxxxxxxxxx " + "u".repeat(30));
    try (Backend backend = InstalledBackends.openAny()) {
      List<float[]> expected;
      try (TunedEmbedder tuned =
          tuning(backend, COURSE)
              .with(settings)
              .byLowRank(new LowRankSettings(4, 8, 0, List.of("query", "value")))
              .tune(labelled(DataPart.TRAINING), labelled(DataPart.VALIDATION))) {
        double before = tuned.before().orElseThrow().ndcgAt10();
        assertThat(tuned.evaluate(labelled(DataPart.VALIDATION)).ndcgAt10())
            .isGreaterThan(before + 0.02);
        assertThat(tuned.made()).containsEntry("changes", "rank 4, alpha 8.0, beside query, value");
        expected = tuned.embed(texts);
        tuned.save(merged);
        tuned.saveAdapter(adapter);
      }
      assertThat(adapter.resolve("adapter_model.safetensors")).isRegularFile();
      assertThat(adapter.resolve("model.safetensors")).doesNotExist();
      for (Path saved : List.of(merged, adapter)) {
        try (TextEmbedder embedder =
            TextEmbedder.builder(saved)
                .options(ModelOptions.DEFAULT.withBackend(backend))
                .build()) {
          assertThat(embedder.maxTokens()).isEqualTo(20);
          for (int t = 0; t < texts.size(); t++) {
            assertThat(embedder.embed(texts.get(t)).vector())
                .as(saved + ", " + texts.get(t))
                .containsExactly(expected.get(t), within(1e-5f));
          }
        }
      }
    }
  }

  @Test
  void whatLearnsWholeHasNoAdapter() {
    try (Backend backend = InstalledBackends.openAny();
        TunedEmbedder tuned =
            tuning(backend, COURSE.withSchedule(1, 0)).tune(labelled(DataPart.TRAINING), null)) {
      assertThatThrownBy(() -> tuned.saveAdapter(folder.resolve("adapter")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("by other means than changes of low rank");
    }
  }

  @Test
  void anEncoderFromNothingIsComparedWithTheModelThatItsTokenizerIsOf() {
    Path saved = folder.resolve("saved");
    Dataset others = labelled(DataPart.VALIDATION);
    try (Backend backend = InstalledBackends.openAny()) {
      RetrievalMetrics pretrained;
      try (TunedEmbedder tuned =
          tuning(backend, COURSE.withSchedule(1, 0)).tune(labelled(DataPart.TRAINING), others)) {
        pretrained = tuned.before().orElseThrow();
      }
      List<float[]> expected;
      try (TunedEmbedder tuned =
          tuning(backend, COURSE).fromNothing(2, 16, 2).tune(labelled(DataPart.TRAINING), others)) {
        assertThat(tuned.before()).contains(pretrained);
        assertThat(tuned.made()).containsEntry("base", "none");
        expected = tuned.embed(List.of("so x aaa"));
        tuned.save(saved);
      }
      try (TextEmbedder embedder =
          TextEmbedder.builder(saved).options(ModelOptions.DEFAULT.withBackend(backend)).build()) {
        float[] vector = embedder.embed("so x aaa").vector();
        assertThat(vector).hasSize(16).containsExactly(expected.getFirst(), within(1e-5f));
        double length = 0;
        for (float value : vector) {
          length += value * value;
        }
        assertThat(length).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void whatIsFromNothingHasNoUseForChangesOfLowRank() {
    EmbeddingTuning task = EmbeddingTuning.ofLabels(base(), "text", "label").fromNothing(1, 16, 2);
    assertThatThrownBy(() -> task.byLowRank(LowRankSettings.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing worth keeping");
  }

  @Test
  void theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() {
    String wider = wider();
    RankingSettings settings =
        RankingSettings.DEFAULT.withCourse(COURSE.withSchedule(2, 5e-3).withBatch(8, 512));
    List<byte[]> all = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      try (Backend backend =
              InstalledBackends.openAny(BackendOptions.DEFAULT.withThreads(threads));
          TunedEmbedder tuned =
              EmbeddingTuning.ofLabels(wider, "text", "label")
                  .with(settings)
                  .on(backend)
                  .tune(labelled(DataPart.TRAINING), null)) {
        all.add(weights(tuned));
      }
    }
    assertThat(all.get(1)).isEqualTo(all.get(0));
  }

  @Test
  void aTrainingThatWasStoppedGoesOnToTheSameEnd() {
    Dataset training = labelled(DataPart.TRAINING);
    Dataset others = labelled(DataPart.VALIDATION);
    Course kept = COURSE.withSchedule(3, 5e-3).withCheckpoints(folder.resolve("run"));
    AtomicInteger steps = new AtomicInteger();
    TrainingListener counter =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            steps.incrementAndGet();
          }
        };
    try (Backend backend = InstalledBackends.openAny()) {
      byte[] straight;
      try (TunedEmbedder tuned =
          tuning(backend, COURSE.withSchedule(3, 5e-3)).tune(training, others)) {
        straight = weights(tuned);
      }
      try (TunedEmbedder tuned =
          tuning(backend, kept)
              .heardBy(counter)
              .stoppedBy(() -> steps.get() >= 11)
              .tune(training, others)) {
        assertThat(tuned.result().ending()).isEqualTo(TrainingResult.Ending.STOPPED);
      }
      try (TunedEmbedder tuned = tuning(backend, kept).tune(training, others)) {
        assertThat(tuned.result().ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(weights(tuned)).isEqualTo(straight);
      }
      EmbeddingTuning other =
          tuning(backend, kept)
              .with(RankingSettings.DEFAULT.withCourse(kept).withLoss(new RankingLoss(10, false)));
      assertThatThrownBy(() -> other.tune(training, others))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("objective was ranking of pairs, scale 20.0, pooling MEAN and is");
    }
  }

  @Test
  void whatIsStoppedBeforeItsStepsHasNone() {
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedEmbedder tuned =
          tuning(backend, COURSE)
              .stoppedBy(() -> true)
              .tune(labelled(DataPart.TRAINING), labelled(DataPart.VALIDATION))) {
        assertThat(tuned.result().ending()).isEqualTo(TrainingResult.Ending.STOPPED);
        assertThat(tuned.result().steps()).isZero();
        assertThat(tuned.before()).isEmpty();
      }
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  @Test
  void anchorsFindTheirPositives() {
    Dataset pairs = data(PAIRS, DataPart.TRAINING);
    RankingSettings settings =
        RankingSettings.DEFAULT
            .withCourse(COURSE.withSchedule(20, 3e-3).withDropout(0))
            .withLoss(new RankingLoss(20, true));
    try (Backend backend = InstalledBackends.openAny();
        TunedEmbedder tuned =
            EmbeddingTuning.ofPairs(base(), "question", "answer", "other")
                .with(settings)
                .on(backend)
                .comparingOn(pairs)
                .tune(pairs, null)) {
      assertThat(tuned.before().orElseThrow().accuracyAt1()).isLessThan(1);
      assertThat(tuned.evaluate(pairs).accuracyAt1()).isEqualTo(1);
      assertThat(tuned.pairs().size()).isEqualTo(5);
    }
  }

  @Test
  void whatIsLeftOutIsTold() {
    String csv = "text,label\na b,x\nb,x\nA B,x\nc,y\nd,y\nlonely,z\n";
    try (Backend backend = InstalledBackends.openAny();
        TunedEmbedder tuned =
            tuning(backend, COURSE.withSchedule(1, 0)).tune(data(csv, DataPart.TRAINING), null)) {
      assertThat(tuned.pairs())
          .isInstanceOfSatisfying(
              LabelledTexts.class,
              texts -> {
                assertThat(texts.alone()).containsExactly("z");
                assertThat(texts.duplicates()).isEqualTo(1);
              });
    }
  }

  @Test
  void dataThatDoesNotFitIsRefusedBeforeAnythingIsLoaded() {
    try (Backend backend = InstalledBackends.openAny()) {
      assertRefused(backend, "words,label\na,x\nb,y\n", null, "there is no column 'text'");
      assertRefused(backend, "text,label\na,x\nb,x\n", null, "at least two labels");
      assertRefused(
          backend,
          "text,label\na,x\nb,x\nc,y\nd,y\n",
          "text,label\ne,x\nf,y\n",
          "no label has two different texts");
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  private void assertRefused(
      Backend backend, String training, @Nullable String validation, String message) {
    assertThatThrownBy(() ->
            tuning(backend, COURSE)
                .tune(
                    data(training, DataPart.TRAINING),
                    validation == null ? null : data(validation, DataPart.VALIDATION)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }
}
