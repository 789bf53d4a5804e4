package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.GeneratorOptions;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.TextGenerator;
import dev.heed.models.arch.GgufOfGolden;
import dev.heed.models.data.DataException;
import dev.heed.models.generate.SamplingOptions;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.NewModel;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.train.CountedSteps;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingPlan;
import dev.heed.models.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTuningTest {
  private static final String TEXT =
      "one two three four five six seven eight nine ten. ".repeat(40);

  private static final LanguageSettings SHORT =
      LanguageSettings.SMALL.withSchedule(150, 1e-2).withBlocks(16, 8, 1).withValidation(50, 0);

  @TempDir Path folder;

  private static LanguageTuning tuning(NewModel.Shape shape, Backend backend) {
    return LanguageTuning.fromNothing(shape, 2, 32, 4).with(SHORT).on(backend);
  }

  @ParameterizedTest
  @EnumSource(names = {"GPT2", "LLAMA"})
  void aModelLearnsATextByHeart(NewModel.Shape shape) {
    Path saved = folder.resolve("saved");
    SamplingOptions greedy = SamplingOptions.builder().temperature(0).maxTokens(4).build();
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedLanguage tuned = tuning(shape, backend).tune(TEXT, TEXT)) {
        // What stands before a block is not known: its first characters must be guessed.
        assertThat(tuned.loss()).isLessThan(0.35);
        tuned.save(saved);
      }
      try (TextGenerator generator =
          TextGenerator.load(saved.toString(), GeneratorOptions.DEFAULT.withBackend(backend))) {
        assertThat(generator.generate("one two thr", greedy).text()).startsWith("ee f");
      }
    }
  }

  @Test
  void partsOfAStepAreTheStep() {
    try (Backend backend = InstalledBackends.openAny()) {
      double[] losses = new double[2];
      for (int parts = 1; parts <= 2; parts++) {
        LanguageSettings settings = SHORT.withSchedule(3, 1e-3).withBlocks(16, 8, parts);
        try (TunedLanguage tuned =
            tuning(NewModel.Shape.GPT2, backend).with(settings).tune(TEXT, TEXT)) {
          losses[parts - 1] = tuned.result().lastLoss();
        }
      }
      assertThat(losses[1]).isCloseTo(losses[0], within(1e-4));
    }
  }

  @Test
  void aTrainingThatWasStoppedEndsAsOneThatWasNot() {
    LanguageSettings settings = SHORT.withSchedule(12, 1e-3).withRegularization(0.1, 0.1f, 0.9);
    try (Backend backend = InstalledBackends.openAny()) {
      double straight;
      try (TunedLanguage tuned =
          tuning(NewModel.Shape.LLAMA, backend).with(settings).tune(TEXT, TEXT)) {
        straight = tuned.loss();
      }
      CountedSteps counted = new CountedSteps();
      TrainingResult.Ending ending = TrainingResult.Ending.STOPPED;
      while (ending == TrainingResult.Ending.STOPPED) {
        int until = counted.made() + 5;
        try (TunedLanguage tuned =
            tuning(NewModel.Shape.LLAMA, backend)
                .with(settings.withCheckpoints(folder))
                .heardBy(counted)
                .stoppedBy(() -> counted.made() >= until)
                .tune(TEXT, TEXT)) {
          ending = tuned.result().ending();
          if (ending == TrainingResult.Ending.COMPLETE) {
            assertThat(tuned.loss()).isEqualTo(straight);
          }
        }
      }
      assertThat(counted.made()).isEqualTo(12);
    }
  }

  @Test
  void charactersAreTokensAndUnknownOnesAreOne() {
    Tokenizer tokenizer =
        Tokenizer.fromJson(CharacterTokenizer.json("b\na \uD83D\uDE00"), "characters");
    assertThat(tokenizer.vocabularySize()).isEqualTo(6);
    int[] ids = tokenizer.encode("a b\uD83D\uDE00\nz").ids();
    assertThat(ids).containsExactly(3, 2, 4, 5, 1, 0);
    assertThat(tokenizer.decode(new int[] {3, 2, 4, 5, 1})).isEqualTo("a b\uD83D\uDE00\n");
  }

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
    try (Backend backend = InstalledBackends.openAny();
        TunedLanguage tuned =
            tuning(NewModel.Shape.GPT2, backend)
                .with(SHORT.withSchedule(1, 1e-3))
                .heardBy(listener)
                .tune(TEXT, TEXT)) {
      assertThat(tuned.result().steps()).isEqualTo(1);
      assertThat(rate[0]).isEqualTo(1e-3);
    }
  }

  @Test
  void textsThatAreTooShortAreRefused() {
    try (Backend backend = InstalledBackends.openAny()) {
      assertThatThrownBy(() -> tuning(NewModel.Shape.GPT2, backend).tune("short", TEXT))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("a text of 5 tokens to learn from has no block of 16");
      assertThatThrownBy(() -> tuning(NewModel.Shape.GPT2, backend).tune(TEXT, "short"))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("to validate on has no block of 16");
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  @Test
  void changesOfLowRankAreLearnedMergedAndKeptApart() throws IOException {
    Path base = folder.resolve("base");
    SamplingOptions greedy = SamplingOptions.builder().temperature(0).maxTokens(6).build();
    String other = "ten nine eight seven six five four three two one. ".repeat(40);
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedLanguage tuned = tuning(NewModel.Shape.LLAMA, backend).tune(TEXT, TEXT)) {
        tuned.save(base);
      }
      try (TunedLanguage tuned =
          LanguageTuning.of(base.toString())
              .byLowRank(LowRankSettings.DEFAULT)
              .with(SHORT)
              .on(backend)
              .tune(other, other)) {
        assertThat(tuned.loss()).isLessThan(0.6);
        tuned.save(folder.resolve("merged"));
        tuned.saveAdapter(folder.resolve("adapter"));
      }
      GeneratorOptions options = GeneratorOptions.DEFAULT.withBackend(backend);
      String merged;
      try (TextGenerator generator =
          TextGenerator.load(folder.resolve("merged").toString(), options)) {
        merged = generator.generate("ten nine ei", greedy).text();
        assertThat(merged).startsWith("ght s");
      }
      try (TextGenerator generator =
          TextGenerator.load(folder.resolve("adapter").toString(), options)) {
        assertThat(generator.generate("ten nine ei", greedy).text()).isEqualTo(merged);
      }
    }
  }

  /** Over so many characters logits take most of the memory. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theMemoryThatIsStatedIsEnoughForTheValidationToo(boolean recomputes) {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 8_000).forEach(i -> text.appendCodePoint(0x4E00 + i));
    LanguageSettings settings =
        SHORT
            .withSchedule(2, 1e-3)
            .withBlocks(32, 2, 1)
            .withValidation(1, 0)
            .recomputing(recomputes);
    try (Backend backend = InstalledBackends.openAny()) {
      long[] tensors = {0};
      long[] most = {0};
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void started(TrainingPlan plan, long done) {
              tensors[0] = plan.memory().total() - plan.memory().best();
            }

            @Override
            public void validated(long step, Measurement measurement, boolean best) {
              most[0] = Math.max(most[0], backend.usage().bytes());
            }
          };
      tuning(NewModel.Shape.LLAMA, backend)
          .with(settings)
          .heardBy(listener)
          .tune(text.toString(), text.toString())
          .close();
      assertThat(most[0]).isBetween(tensors[0] * 9 / 10, tensors[0] * 9 / 8 + (2 << 20));
    }
  }

  @Test
  void whatIsComputedAgainGivesTheSameModelInLessMemory() {
    double[] losses = new double[2];
    long[] activations = new long[2];
    for (int run = 0; run < 2; run++) {
      int at = run;
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void started(TrainingPlan plan, long done) {
              activations[at] = plan.memory().activations();
            }
          };
      try (Backend backend = InstalledBackends.openAny();
          TunedLanguage tuned =
              tuning(NewModel.Shape.LLAMA, backend)
                  .with(SHORT.withSchedule(3, 1e-3).recomputing(run == 1))
                  .heardBy(listener)
                  .tune(TEXT, TEXT)) {
        losses[run] = tuned.loss();
      }
    }
    assertThat(losses[1]).isEqualTo(losses[0]);
    assertThat(activations[1]).isLessThan(activations[0] / 2);
  }

  /** Llama's file stores weights in another order, Qwen's in the same, and none a tokenizer. */
  @Test
  void aBaseThatCannotBeSavedIsRefusedBeforeItIsLearned() throws IOException {
    Path qwen =
        GgufOfGolden.of(SharedData.path("data/goldens/qwen2")).write(folder.resolve("model.gguf"));
    Path stories = SharedData.path("data/stories260K/stories260K.bin");
    TrainingListener none =
        new TrainingListener() {
          @Override
          public void started(TrainingPlan plan, long done) {
            throw new AssertionError("it began: " + plan);
          }
        };
    try (Backend backend = InstalledBackends.openAny()) {
      for (Path base : List.of(stories, qwen)) {
        LanguageTuning tuning =
            LanguageTuning.of(base.toString()).with(SHORT).on(backend).heardBy(none);
        assertThatThrownBy(() -> tuning.tune(TEXT, TEXT))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining(base.getFileName() + ": a model that was read from a GGUF");
      }
      assertThat(backend.usage().scopes()).isZero();
    }
  }

  /** In a text of which a model from nothing has seen no character, all are the same. */
  @Test
  void charactersThatTheTrainingTextHasNotAreCounted() {
    try (Backend backend = InstalledBackends.openAny()) {
      try (TunedLanguage tuned =
          tuning(NewModel.Shape.GPT2, backend)
              .with(SHORT.withSchedule(1, 1e-3))
              .tune(TEXT, "one 漢字 \uD83D\uDE00 two ".repeat(3))) {
        assertThat(tuned.texts().training()).isEqualTo(new UnknownTokens(0, TEXT.length()));
        assertThat(tuned.texts().validation()).isEqualTo(new UnknownTokens(9, 39));
        assertThat(tuned.before()).isEmpty();
      }
    }
  }

  @Test
  void aPretrainedModelIsMeasuredBeforeItIsTuned() {
    Path base = folder.resolve("base");
    String other = "ten nine eight seven six five four three two one. ".repeat(10);
    try (Backend backend = InstalledBackends.openAny()) {
      double known;
      try (TunedLanguage tuned =
          tuning(NewModel.Shape.GPT2, backend)
              .with(SHORT.withSchedule(50, 1e-2))
              .tune(TEXT, other)) {
        known = tuned.loss();
        tuned.save(base);
      }
      try (TunedLanguage tuned =
          LanguageTuning.of(base.toString())
              .with(SHORT.withSchedule(50, 1e-2))
              .on(backend)
              .tune(other, other)) {
        assertThat(tuned.before().orElseThrow().value()).isCloseTo(known, within(1e-4));
        assertThat(tuned.loss()).isLessThan(known);
      }
    }
  }

  @Test
  void whatIsFromNothingHasNoUseForChangesOfLowRank() {
    assertThatThrownBy(() ->
            LanguageTuning.fromNothing(NewModel.Shape.GPT2, 2, 32, 4)
                .byLowRank(LowRankSettings.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing worth keeping");
  }
}
