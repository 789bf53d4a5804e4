package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.models.InstalledBackends;
import dev.heed.models.MaskedLanguageModel;
import dev.heed.models.ModelOptions;
import dev.heed.models.TextEmbedder;
import dev.heed.models.TinyModel;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.NewModel;
import dev.heed.models.train.CountedSteps;
import dev.heed.models.train.Learner;
import dev.heed.models.train.Objective;
import dev.heed.models.train.ParameterGroup;
import dev.heed.models.train.Sgd;
import dev.heed.models.train.TrainingResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedLanguageTuningTest {
  private static final List<String> TEXT = List.of("text");

  private static final String TEXTS =
      """
      the cat sat on the mat
      the cat sat on the red mat
      a dog ran on the road
      a fast dog ran on the road

      who ran on the road ? a dog
      who sat on the mat ? the cat
      """;

  private static final Course SHORT =
      Course.DEFAULT.withSchedule(2, 1e-3).withBatch(4, 64).withDropout(0);

  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() {
    base = TinyModel.encoder().write(folder.resolve("base")).toString();
  }

  private Dataset texts(String lines) {
    try {
      return Dataset.read(
          DataFile.of(Files.writeString(folder.resolve("texts.txt"), lines)), DataPart.TRAINING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static MaskedLanguageTuning set(
      MaskedLanguageTuning tuning, Course course, Backend backend) {
    return tuning.with(MaskedLanguageSettings.DEFAULT.withCourse(course)).on(backend);
  }

  private MaskedLanguageTuning pretrained(Course course, Backend backend) {
    return set(MaskedLanguageTuning.of(base, TEXT), course, backend);
  }

  private MaskedLanguageTuning fromNothing(Course course, Backend backend) {
    return set(MaskedLanguageTuning.fromNothing(base, TEXT, 2, 32, 4), course, backend);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void hiddenWordsAreLearnedAndTheFolderKnowsThem(boolean fromNothing) {
    Course longer = SHORT.withSchedule(150, 1e-2).withBatch(8, 128);
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      Dataset texts = texts(TEXTS.repeat(3));
      MaskedLanguageMetrics metrics;
      try (TunedMaskedLanguage tuned =
          (fromNothing ? fromNothing(longer, backend) : pretrained(longer, backend))
              .with(MaskedLanguageSettings.DEFAULT.withCourse(longer).withShare(0.3))
              .tune(texts, null)) {
        assertThat(tuned.texts()).isEqualTo(new TunedMaskedLanguage.Texts(18, 3, 0));
        metrics = tuned.evaluate(texts);
        // Who knows nothing has ln 32, 3.47.
        assertThat(metrics.loss()).isLessThan(2);
        tuned.save(saved);
      }
      try (MaskedLanguageModel model =
          MaskedLanguageModel.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
        MaskedLanguageMetrics loaded = model.measure(texts.column("text"));
        assertThat(loaded.loss()).isCloseTo(metrics.loss(), within(1e-4));
        assertThat(loaded.tokens()).isEqualTo(metrics.tokens());
        List<List<MaskedLanguageModel.Guess>> guesses =
            model.fill("the cat sat [MASK] [MASK] mat", 3);
        assertThat(guesses).hasSize(2).allMatch(each -> each.size() == 3);
        assertThat(guesses.getFirst().getFirst().text()).isEqualTo("on");
        assertThat(guesses.getLast().getFirst().text()).isEqualTo("the");
        assertThat(guesses.getLast().getFirst().probability()).isBetween(0.3, 1.0);
      }
    }
  }

  /** The new encoder is of BERT's shape, its tokenizer RoBERTa's; no file says of which class. */
  @Test
  void theTokenizerOfAnotherFamilyReadsTheSameWhenItIsLoaded()
      throws IOException, URISyntaxException {
    Path roberta =
        Path.of(
            Objects.requireNonNull(
                    MaskedLanguageTuningTest.class.getResource("/dev/heed/models/roberta"))
                .toURI());
    Path merges = Files.createDirectory(folder.resolve("merges"));
    for (String name : List.of("config.json", "model.safetensors", "vocab.json", "merges.txt")) {
      Files.copy(roberta.resolve(name), merges.resolve(name));
    }
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      Dataset texts = texts(TEXTS);
      MaskedLanguageMetrics metrics;
      try (TunedMaskedLanguage tuned =
          set(MaskedLanguageTuning.fromNothing(merges.toString(), TEXT, 1, 32, 2), SHORT, backend)
              .with(
                  MaskedLanguageSettings.DEFAULT
                      .withCourse(SHORT)
                      .withTexts(12, TextNormalization.NONE))
              .tune(texts, null)) {
        metrics = tuned.evaluate(texts);
        tuned.save(saved);
      }
      try (MaskedLanguageModel model =
          MaskedLanguageModel.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
        MaskedLanguageMetrics loaded = model.measure(texts.column("text"));
        assertThat(loaded.tokens()).isEqualTo(metrics.tokens());
        assertThat(loaded.loss()).isCloseTo(metrics.loss(), within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFolderIsABaseOfOtherTasks(boolean fromNothing) {
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedMaskedLanguage tuned =
          (fromNothing ? fromNothing(SHORT, backend) : pretrained(SHORT, backend))
              .tune(texts(TEXTS), null)) {
        tuned.save(saved);
      }
      try (TextEmbedder embedder =
          TextEmbedder.builder(saved).options(ModelOptions.DEFAULT.withBackend(backend)).build()) {
        assertThat(embedder.embed("the cat").dimension())
            .isEqualTo(fromNothing ? 32 : TinyModel.WIDTH);
      }
      Dataset pets = pets();
      try (TunedText<int[]> tuned =
          TextTuning.classify(saved.toString(), TEXT, "label")
              .with(TuningSettings.DEFAULT.withCourse(SHORT.withSchedule(10, 1e-2)))
              .on(backend)
              .tune(pets, pets)) {
        assertThat(tuned.evaluate(pets).toMap()).containsEntry("accuracy", 1.0);
      }
    }
  }

  private Dataset pets() {
    TinyModel.text(
        folder.resolve("pets.csv"),
        "text,label\nthe cat sat,cat\na cat ran,cat\nthe dog sat,dog\na dog ran,dog\n");
    return Dataset.read(DataFile.of(folder.resolve("pets.csv")), DataPart.TRAINING);
  }

  @Test
  void theHeadThatIsThereIsReadAgain() {
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      Dataset texts = texts(TEXTS);
      double before;
      try (TunedMaskedLanguage tuned =
          pretrained(SHORT.withSchedule(60, 5e-3), backend).tune(texts, null)) {
        before = tuned.evaluate(texts).loss();
        tuned.save(saved);
      }
      base = saved.toString();
      try (TunedMaskedLanguage further =
          pretrained(SHORT.withSchedule(1, 1e-9), backend).tune(texts, null)) {
        assertThat(further.evaluate(texts).loss()).isCloseTo(before, within(1e-4));
      }
    }
  }

  /** A head that is there stays; a new one learns, but for its bias over the vocabulary. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void changesOfLowRankAreLearnedMergedAndKeptApart(boolean hasHead) {
    Course longer = SHORT.withSchedule(100, hasHead ? 3e-3 : 2e-2).withBatch(8, 128);
    Path merged = folder.resolve("merged");
    Path adapter = folder.resolve("adapter");
    try (Backend backend = InstalledBackends.openAny()) {
      Dataset texts = texts(TEXTS.repeat(3));
      if (hasHead) {
        Path saved = folder.resolve("saved");
        try (TunedMaskedLanguage tuned =
            pretrained(SHORT.withSchedule(20, 1e-2), backend).tune(texts, null)) {
          tuned.save(saved);
        }
        base = saved.toString();
      }
      MaskedLanguageMetrics metrics;
      try (TunedMaskedLanguage tuned =
          pretrained(longer, backend)
              .byLowRank(LowRankSettings.DEFAULT)
              .comparingOn(texts)
              .tune(texts, null)) {
        assertThat(tuned.beganHead()).isEqualTo(!hasHead);
        metrics = tuned.evaluate(texts);
        assertThat(metrics.loss()).isLessThan(tuned.before().orElseThrow().loss());
        tuned.save(merged);
        tuned.saveAdapter(adapter);
      }
      assertThat(adapter.resolve("adapter_config.json"))
          .content()
          .contains(hasHead ? "\"modules_to_save\" : null" : "\"cls.predictions.transform.dense\"")
          .doesNotContain("\"cls.predictions\"");
      for (Path saved : List.of(merged, adapter)) {
        try (MaskedLanguageModel model =
            MaskedLanguageModel.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
          MaskedLanguageMetrics loaded = model.measure(texts.column("text"));
          assertThat(loaded.loss()).as(saved.toString()).isCloseTo(metrics.loss(), within(1e-4));
        }
      }
    }
  }

  @Test
  void theBaseIsMeasuredBeforeItIsTuned() {
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      Dataset texts = texts(TEXTS);
      MaskedLanguageMetrics first;
      try (TunedMaskedLanguage tuned =
          fromNothing(SHORT.withSchedule(20, 1e-2), backend).tune(texts, texts)) {
        assertThat(tuned.before()).isEmpty();
        first = tuned.evaluate(texts);
        tuned.save(saved);
      }
      base = saved.toString();
      try (TunedMaskedLanguage further = pretrained(SHORT, backend).tune(texts, texts)) {
        MaskedLanguageMetrics before = further.before().orElseThrow();
        assertThat(before.tokens()).isEqualTo(first.tokens());
        assertThat(before.loss()).isCloseTo(first.loss(), within(1e-4));
        assertThat(further.evaluate(texts).loss()).isNotEqualTo(before.loss());
      }
    }
  }

  @Test
  void whatIsFromNothingHasNoUseForChangesOfLowRank() {
    assertThatThrownBy(() ->
            MaskedLanguageTuning.fromNothing(base, TEXT, 1, 16, 2)
                .byLowRank(LowRankSettings.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing worth keeping");
  }

  @Test
  void onlyHiddenTokensGoThroughTheHeadAndNothingElseChanges() {
    NewModel sizes = new NewModel(NewModel.Shape.BERT, 2, 24, 3, 40, 50, 32);
    EncoderPlan plan = EncoderPlan.fromNothing("new", sizes.config()).withMaskedLanguage();
    TokenBatch batch = TokenBatch.of(List.of(new int[] {5, 6, 7, 8}, new int[] {9, 10, 11}));
    int none = CrossEntropy.IGNORED;
    int[] targets = {none, 12, none, none, 13, none, 14};
    try (Backend backend = InstalledBackends.openAny();
        LearnedEncoder model =
            LearnedModels.encoder(plan, null, backend, InitialValues.of(sizes, 1), null);
        Learner learner =
            new Learner(backend, model.parameters(), Sgd.PLAIN, p -> new ParameterGroup(1, 0))) {
      Objective<int[]> all =
          Objective.of(
              "cross-entropy",
              (pass, tokens, wanted) ->
                  CrossEntropyLoss.PLAIN.of(pass, model.logits(pass, tokens), wanted));
      float[] losses = losses(learner, all, batch, targets);
      Map<String, float[]> gradients = gradients(learner);
      assertThat(losses(learner, new MaskedObjective(model, 0.15), batch, targets))
          .isEqualTo(new float[] {losses[1], losses[4], losses[6]});
      gradients(learner)
          .forEach((name, gradient) ->
              assertThat(gradient)
                  .as(name)
                  .containsExactly(gradients.get(name), Offset.offset(1e-6f)));
    }
  }

  /** And their gradients are those of their mean. */
  private static float[] losses(
      Learner learner, Objective<int[]> objective, TokenBatch batch, int[] targets) {
    Pass pass = learner.begin(batch.spans(), null);
    Losses losses = objective.losses(pass, batch, targets);
    float[] values = learner.read(losses.values());
    float[] shares = losses.shares(losses.weight());
    learner.backward(losses.values(), pass.values(shares, shares.length));
    return values;
  }

  /** Read, and 0 from now on. */
  private static Map<String, float[]> gradients(Learner learner) {
    Map<String, float[]> gradients = new TreeMap<>();
    for (Parameter parameter : learner.learned()) {
      gradients.put(parameter.name(), learner.read(learner.gradient(parameter)));
    }
    learner.step(0, 1);
    return gradients;
  }

  @Test
  void theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() throws IOException {
    List<byte[]> weights = new ArrayList<>();
    for (int threads : new int[] {1, 2, 2}) {
      Path saved = folder.resolve("saved" + weights.size());
      try (Backend backend =
              InstalledBackends.openAny(BackendOptions.DEFAULT.withThreads(threads));
          TunedMaskedLanguage tuned =
              set(
                      // whose products and steps are shared among threads
                      MaskedLanguageTuning.fromNothing(base, TEXT, 1, 192, 4),
                      SHORT.withDropout(0.1f),
                      backend)
                  .tune(texts(TEXTS), null)) {
        tuned.save(saved);
      }
      weights.add(Files.readAllBytes(saved.resolve("model.safetensors")));
    }
    assertThat(weights.get(1)).isEqualTo(weights.getFirst());
    assertThat(weights.get(2)).isEqualTo(weights.getFirst());
  }

  @Test
  void aTrainingThatWasStoppedEndsAsOneThatWasNot() {
    Course course = SHORT.withSchedule(4, 1e-3).withDropout(0.1f).withAverage(0.9);
    Dataset texts = texts(TEXTS);
    try (Backend backend = InstalledBackends.openAny()) {
      double straight;
      try (TunedMaskedLanguage tuned = pretrained(course, backend).tune(texts, texts)) {
        straight = tuned.evaluate(texts).loss();
      }
      CountedSteps counted = new CountedSteps();
      TrainingResult.Ending ending = TrainingResult.Ending.STOPPED;
      while (ending == TrainingResult.Ending.STOPPED) {
        int until = counted.made() + 3;
        try (TunedMaskedLanguage tuned =
            pretrained(course.withCheckpoints(folder.resolve("run")), backend)
                .heardBy(counted)
                .stoppedBy(() -> counted.made() >= until)
                .tune(texts, texts)) {
          ending = tuned.result().ending();
          if (ending == TrainingResult.Ending.COMPLETE) {
            assertThat(tuned.evaluate(texts).loss()).isEqualTo(straight);
          }
        }
      }
      assertThat(counted.made()).isGreaterThanOrEqualTo(6);
    }
  }

  @Test
  void textsWithoutAWordAreRefused() {
    try (Backend backend = InstalledBackends.openAny()) {
      assertThatThrownBy(() -> pretrained(SHORT, backend).tune(texts("\n[SEP] [MASK]\n"), null))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("texts.txt: none of its 2 texts has a token that may be hidden");
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  @Test
  void aTokenizerWithoutAMaskIsRefused() throws IOException {
    Path vocabulary = Path.of(base, "vocab.txt");
    Files.writeString(vocabulary, Files.readString(vocabulary).replace("[MASK]", "mask"));
    try (Backend backend = InstalledBackends.openAny()) {
      assertThatThrownBy(() -> fromNothing(SHORT, backend).tune(texts(TEXTS), null))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("model '" + base + "'")
          .hasMessageContaining("has none of the special tokens [[MASK], <mask>]");
    }
  }

  @Test
  void aModelWithoutAHeadForMaskedWordsFillsNothing() {
    assertThatThrownBy(() -> MaskedLanguageModel.load(Path.of(base)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has no head for masked words");
  }

  @Test
  void aTextWithoutAGapIsRefused() {
    Path saved = folder.resolve("saved");
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedMaskedLanguage tuned = fromNothing(SHORT, backend).tune(texts(TEXTS), null)) {
        tuned.save(saved);
      }
      try (MaskedLanguageModel model =
          MaskedLanguageModel.load(saved, ModelOptions.DEFAULT.withBackend(backend))) {
        assertThatThrownBy(() -> model.fill("the cat", 1))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("there is no [MASK] in the text");
        assertThatThrownBy(() -> model.fill("cat ".repeat(600) + "[MASK]", 1))
            .hasMessageContaining("there is no [MASK] in the first");
      }
    }
  }
}
