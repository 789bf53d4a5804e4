package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.models.InstalledBackends;
import dev.heed.models.ModelOptions;
import dev.heed.models.Tagging;
import dev.heed.models.TextTagger;
import dev.heed.models.TinyModel;
import dev.heed.models.data.Augmentation;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.NormalizationStep;
import dev.heed.models.data.Place;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedSentence;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.evaluate.EntityMetrics;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.TagMetrics;
import dev.heed.models.train.CountedSteps;
import dev.heed.models.train.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags of words learned by a tiny encoder of random weights, whose vocabulary has some words. */
class TagTuningTest {
  /** Colours and animals together are names; a road is a place. */
  private static final List<String> NAMES =
      List.of(
          "the red cat sat on the mat . / O B-PET I-PET O O O O O",
          "a blue dog ran fast / O B-PET I-PET O O",
          "the dog sat on a blue road / O B-PET O O O B-WAY I-WAY",
          "who ran on the road ? / O O O O B-WAY O",
          "what sat on the mat ? / O O O O O O",
          "a red cat ran / O B-PET I-PET O",
          "the cat ran on the red road . / O B-PET O O O B-WAY I-WAY O",
          "where ran the dog ? / O O O B-PET O");

  private static final List<String> WORD_CLASSES =
      List.of(
          "the red cat sat / DT JJ NN VB",
          "a blue dog ran / DT JJ NN VB",
          "the dog sat on a mat / DT NN VB IN DT NN",
          "a cat ran on the blue road / DT NN VB IN DT JJ NN");

  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() {
    base = TinyModel.encoder().write(folder.resolve("base")).toString();
  }

  private static TaggedData data(List<String> lines) {
    List<TaggedSentence> sentences = new ArrayList<>();
    for (String line : lines) {
      String[] both = line.split(" / ");
      sentences.add(
          new TaggedSentence(
              List.of(both[0].split(" ")),
              List.of(both[1].split(" ")),
              new Place("names.conll", sentences.size() + 1)));
    }
    return TaggedData.of("names.conll", DataPart.TRAINING, sentences);
  }

  private static TuningSettings few(TuningMethod method) {
    return TuningSettings.DEFAULT
        .withMethod(method)
        .withCourse(Course.DEFAULT.withSchedule(12, 5e-3).withBatch(4, 512).withDropout(0));
  }

  /** Enough to know the names by heart. */
  private static TuningSettings many(TuningMethod method) {
    return few(method).withCourse(few(method).course().withSchedule(40, 1e-2));
  }

  private TagTuning tuning(TuningMethod method, Backend backend) {
    return TagTuning.of(base).with(few(method)).on(backend);
  }

  @ParameterizedTest
  @EnumSource(
      value = TuningMethod.class,
      names = {"PROBE", "FULL", "LORA"})
  void aTunedModelIsSavedAndTagsAlike(TuningMethod method) {
    Path saved = folder.resolve("saved");
    TaggedData names = data(NAMES);
    try (Backend backend = InstalledBackends.openAny()) {
      List<List<String>> tags;
      float[][] logits;
      try (TunedTagger tuned = tuning(method, backend).with(many(method)).tune(names, names)) {
        assertThat(tuned.labels()).containsExactly("O", "B-PET", "I-PET", "B-WAY", "I-WAY");
        assertThat(tuned.evaluate(names))
            .isInstanceOfSatisfying(
                EntityMetrics.class,
                metrics -> {
                  assertThat(metrics.tokens()).isEqualTo(49);
                  assertThat(metrics.types()).containsExactly("PET", "WAY");
                  if (method != TuningMethod.PROBE) {
                    assertThat(metrics.scores().micro().f1()).isGreaterThan(0.9);
                  }
                });
        assertThat(tuned.probe()).isPresent();
        assertThat(tuned.result().isPresent()).isEqualTo(method != TuningMethod.PROBE);
        assertThat(tuned.missedWords()).isZero();
        tuned.save(saved);
        tags = tuned.tags(names);
        logits = tuned.logits(names);
      }
      ModelOptions options = ModelOptions.DEFAULT.withBackend(backend);
      try (TextTagger tagger = TextTagger.load(saved, options)) {
        List<Tagging> answers =
            tagger.tagSentences(names.sentences().stream().map(TaggedSentence::words).toList());
        assertThat(answers).extracting(Tagging::tags).isEqualTo(tags);
        double sum = 0;
        for (int l = 0; l < 5; l++) {
          sum += Math.exp(logits[0][5 + l]); // behind the special token's
        }
        int label = tagger.labels().indexOf(tags.getFirst().getFirst());
        assertThat(answers.getFirst().words().getFirst().score())
            .isCloseTo(Math.exp(logits[0][5 + label]) / sum, within(1e-4));
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameBitsWithAnyNumberOfThreads() {
    float[][][] logits = new float[3][][];
    TuningSettings settings =
        few(TuningMethod.FULL).withCourse(few(TuningMethod.FULL).course().withDropout(0.1f));
    for (int run = 0; run < 3; run++) {
      BackendOptions options = BackendOptions.DEFAULT.withThreads(run == 2 ? 2 : 1);
      try (Backend backend = InstalledBackends.openAny(options);
          TunedTagger tuned =
              TagTuning.of(base)
                  .fromNothing(1, 192, 4) // whose products and steps are shared among threads
                  .with(settings)
                  .on(backend)
                  .tune(data(NAMES), null)) {
        logits[run] = tuned.logits(data(NAMES));
      }
    }
    assertThat(logits[1]).isDeepEqualTo(logits[0]);
    assertThat(logits[2]).isDeepEqualTo(logits[0]);
  }

  @Test
  void aTrainingThatWasStoppedEndsAsOneThatWasNot() {
    TaggedData names = data(NAMES);
    try (Backend backend = InstalledBackends.openAny()) {
      float[][] straight;
      try (TunedTagger tuned = tuning(TuningMethod.FULL, backend).tune(names, names)) {
        straight = tuned.logits(names);
      }
      CountedSteps counted = new CountedSteps();
      TrainingResult.Ending ending = TrainingResult.Ending.STOPPED;
      while (ending == TrainingResult.Ending.STOPPED) {
        int until = counted.made() + 5;
        try (TunedTagger tuned =
            TagTuning.of(base)
                .with(
                    few(TuningMethod.FULL)
                        .withCourse(
                            few(TuningMethod.FULL).course().withCheckpoints(folder.resolve("run"))))
                .on(backend)
                .heardBy(counted)
                .stoppedBy(() -> counted.made() >= until)
                .tune(names, names)) {
          ending = tuned.result().orElseThrow().ending();
          if (ending == TrainingResult.Ending.COMPLETE) {
            assertThat(tuned.logits(names)).isDeepEqualTo(straight);
          }
        }
      }
      assertThat(counted.made()).isEqualTo(24);
    }
  }

  /** Asked before each pass and each look of the optimiser. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 8})
  void aProbeIsStoppedWhereverItIs(int asks) {
    int[] asked = {0};
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedTagger tuned =
          tuning(TuningMethod.PROBE, backend)
              .stoppedBy(() -> ++asked[0] > asks)
              .tune(data(NAMES), data(NAMES))) {
        assertThat(tuned.result().orElseThrow().ending()).isEqualTo(TrainingResult.Ending.STOPPED);
        assertThat(tuned.result().orElseThrow().steps()).isZero();
        assertThat(tuned.probe()).isEmpty();
      }
      assertThat(asked[0]).isEqualTo(asks + 1);
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  @Test
  void tagsThatSayNothingAboutEntitiesAreMeasuredByWords() {
    TaggedData words = data(WORD_CLASSES);
    try (Backend backend = InstalledBackends.openAny();
        TunedTagger tuned =
            tuning(TuningMethod.FULL, backend).with(many(TuningMethod.FULL)).tune(words, words)) {
      assertThat(tuned.labels()).containsExactly("DT", "IN", "JJ", "NN", "VB");
      assertThat(tuned.evaluate(words))
          .isInstanceOfSatisfying(
              TagMetrics.class, metrics -> assertThat(metrics.tokenAccuracy()).isEqualTo(1));
      assertThat(Objects.requireNonNull(tuned.result().orElseThrow().best()).name())
          .isEqualTo("tokenAccuracy");
      assertThat(Objects.requireNonNull(tuned.result().orElseThrow().best()).values())
          .containsKeys("tokenAccuracy", "loss");
    }
  }

  @Test
  void wordsBehindTheLimitAreCountedAndMissed() {
    TuningSettings settings =
        few(TuningMethod.PROBE).withTexts(4, TextNormalization.NONE, Augmentation.NONE);
    TaggedData words = data(WORD_CLASSES);
    try (Backend backend = InstalledBackends.openAny();
        TunedTagger tuned = TagTuning.of(base).with(settings).on(backend).tune(words, null)) {
      // Of four tokens two are special.
      assertThat(tuned.missedWords()).isEqualTo(21 - 8);
      assertThat(tuned.missedWords(words)).isEqualTo(13);
      assertThat(tuned.tags(words).getFirst()).endsWith("", "");
      assertThat(((TagMetrics) tuned.evaluate(words)).tokenAccuracy())
          .isLessThanOrEqualTo(8 / 21.0);
    }
  }

  @Test
  void anEncoderFromNothingNeedsTheTokenizerAlone() {
    TaggedData names = data(NAMES);
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      Metrics pretrained;
      try (TunedTagger tuned = tuning(TuningMethod.PROBE, backend).tune(names, names)) {
        pretrained = tuned.probe().orElseThrow();
      }
      try (TunedTagger tuned =
          tuning(TuningMethod.FULL, backend).fromNothing(1, 16, 2).tune(names, null)) {
        assertThat(tuned.probe()).isEmpty();
      }
      try (TunedTagger tuned =
          tuning(TuningMethod.FULL, backend).fromNothing(1, 16, 2).tune(names, names)) {
        assertThat(tuned.probe().orElseThrow().toMap()).isEqualTo(pretrained.toMap());
        tuned.save(saved);
      }
      try (TextTagger tagger = TextTagger.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
        assertThat(tagger.model().spec().layers()).isEqualTo(1);
        assertThat(tagger.tag("the red cat").words()).hasSize(3);
      }
      assertThatThrownBy(
              () -> tuning(TuningMethod.LORA, backend).fromNothing(1, 16, 2).tune(names, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nothing worth keeping");
    }
  }

  @Test
  void whatCannotBeLearnedIsRefusedByName() {
    TaggedData names = data(NAMES);
    try (Backend backend = InstalledBackends.openAny()) {
      assertThatThrownBy(() -> tuning(TuningMethod.CONTRASTIVE, backend).tune(names, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the contrastive method learns from whole texts");
      TextNormalization lower = new TextNormalization(List.of(NormalizationStep.Plain.LOWERCASE));
      assertThatThrownBy(() ->
              TagTuning.of(base)
                  .with(few(TuningMethod.FULL).withTexts(0, lower, Augmentation.NONE))
                  .tune(names, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("without normalization");
      assertThatThrownBy(() -> tuning(TuningMethod.PROBE, backend).tune(names, data(WORD_CLASSES)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the model learns tags of entities");
      assertThatThrownBy(
              () -> tuning(TuningMethod.PROBE, backend).tune(data(List.of("the cat / O O")), null))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("found only [O]");
      TuningSettings none =
          few(TuningMethod.PROBE).withTexts(2, TextNormalization.NONE, Augmentation.NONE);
      assertThatThrownBy(() -> TagTuning.of(base).with(none).on(backend).tune(names, null))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("within the limit of 2 tokens");
      assertThat(backend.usage().scopes()).isZero();
    }
  }
}
