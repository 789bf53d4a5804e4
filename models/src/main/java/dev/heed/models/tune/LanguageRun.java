package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.nn.Parameter;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.spec.NewModel;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.train.Batches;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.Objective;
import dev.heed.models.train.ParameterGroup;
import dev.heed.models.train.StopRequestedException;
import dev.heed.models.train.Trainer;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.train.TrainingSettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of {@link LanguageTuning}: the decoder is built, trained, and handed on. */
final class LanguageRun {
  private final LanguageTuning tuning;
  private final LanguageSettings settings;
  private final @Nullable LowRankSettings lowRank;
  private final @Nullable ModelSource source;
  private final Backend backend;
  private final boolean ownsBackend;

  /** Of the pretrained model; null for one from nothing. */
  private @Nullable Measurement before;

  /**
   * A run.
   *
   * @param source the pretrained model; null for one from nothing
   * @param ownsBackend whether the trained model closes it
   */
  LanguageRun(
      LanguageTuning tuning, @Nullable ModelSource source, Backend backend, boolean ownsBackend) {
    this.tuning = tuning;
    this.settings = tuning.settings;
    this.lowRank = tuning.lowRank;
    this.source = source;
    this.backend = backend;
    this.ownsBackend = ownsBackend;
  }

  TunedLanguage train(String training, String validation) {
    ModelSource pretrained = source;
    byte[] characters = null;
    Tokenizer tokenizer;
    NewModel fresh = null;
    DecoderPlan plan;
    if (pretrained != null) {
      ModelFolder.checkSource(pretrained);
      tokenizer = pretrained.requireTokenizer();
      plan = DecoderPlan.of(pretrained);
    } else {
      characters = CharacterTokenizer.json(training);
      tokenizer = Tokenizer.fromJson(characters, "characters of the text");
      fresh = fresh(tokenizer);
      plan = DecoderPlan.fromNothing("from nothing", fresh.config());
    }
    LowRankSettings low = lowRank;
    Adapters adapters = low == null ? null : low.adapters(settings.seed());
    LearnedDecoder model =
        LearnedModels.decoder(
            plan,
            pretrained == null ? null : pretrained.checkpoint(),
            backend,
            fresh == null ? InitialValues.NONE : InitialValues.of(fresh, settings.seed()),
            adapters,
            settings.block());
    try {
      TunedLanguage tuned =
          new TunedLanguage(
              plan,
              model,
              pretrained,
              fresh,
              characters,
              tokenizer,
              adapters,
              made(training),
              backend,
              ownsBackend);
      int[] learned = ids(tokenizer, training);
      int[] foretold = ids(tokenizer, validation);
      TrainingResult result = train(model, learned, foretold, how(plan.spec().layers().size()));
      tuned.trained(
          before,
          result,
          new TunedLanguage.Texts(
              UnknownTokens.of(tokenizer, learned), UnknownTokens.of(tokenizer, foretold)));
      return tuned;
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private Map<String, String> made(String training) {
    Map<String, String> made = new LinkedHashMap<>();
    made.put("base", tuning.base == null ? "none" : tuning.base);
    if (tuning.base == null) {
      made.put(
          "model",
          "%s, %d layers of width %d, %d heads"
              .formatted(
                  Objects.requireNonNull(tuning.shape).name().toLowerCase(Locale.ROOT),
                  tuning.layers,
                  tuning.width,
                  tuning.heads));
    }
    made.put("characters", Integer.toString(training.length()));
    SettingWords.ofChanges(made, lowRank);
    made.putAll(settings.inWords());
    return made;
  }

  private NewModel fresh(Tokenizer tokenizer) {
    return new NewModel(
        Objects.requireNonNull(tuning.shape),
        tuning.layers,
        tuning.width,
        tuning.heads,
        4 * tuning.width,
        tokenizer.vocabularySize(),
        settings.block());
  }

  private static int[] ids(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, EncodeOptions.DEFAULT.withoutSpecial().unlimited()).ids();
  }

  private TrainingResult train(
      LearnedDecoder model, int[] training, int[] validation, TrainingSettings how) {
    int part = settings.blocks() / settings.accumulation();
    Batches<int[]> batches =
        new BlockBatches(
            training,
            settings.block(),
            part,
            BlockBatches.batchesOfEpoch(training.length, settings.block(), part),
            settings.seed());
    Objective<int[]> objective =
        Objective.of(
            "cross-entropy of the next token",
            (pass, tokens, targets) ->
                CrossEntropyLoss.PLAIN.of(pass, model.logits(pass, tokens), targets));
    BlockValidation foretold = new BlockValidation(validation, settings.block(), part, objective);
    if (source != null) {
      try (ForwardRunner runner = new ForwardRunner(backend)) {
        before = foretold.measure(tuning.stoppable(runner));
      } catch (StopRequestedException e) {
        return Tuning.stopped(null);
      }
    }
    return tuning.train(
        new Trainer<>(backend, model, objective, batches, how).validating(foretold));
  }

  private TrainingSettings how(int layers) {
    Optimization optimization = settings.optimization();
    optimization.checkFit(layers);
    double rate = settings.rate();
    return TrainingSettings.adamW(rate, 1)
        .withSteps(settings.steps())
        .withOptimizer(optimization.optimizer())
        .withMaxNorm(optimization.maxNorm())
        .withGroups(parameter ->
            lowRank != null && parameter.kind() != Parameter.Kind.ADAPTER
                ? ParameterGroup.FROZEN
                : optimization.group(parameter, layers))
        .withSchedule(steps -> optimization.schedule(rate, steps))
        .withAccumulation(settings.accumulation())
        .withDropout(settings.dropout(), settings.dropout())
        .withAverage(settings.averageDecay())
        .withSeed(settings.seed())
        .withValidation(settings.validateEvery(), settings.patience())
        .withCheckpoints(settings.folder(), 0)
        .recomputing(settings.recomputes());
  }
}
