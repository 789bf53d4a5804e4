package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.NewModel;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.train.Adam;
import dev.heed.models.train.Batches;
import dev.heed.models.train.Objective;
import dev.heed.models.train.ParameterGroup;
import dev.heed.models.train.Schedule;
import dev.heed.models.train.Trainer;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.train.TrainingSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains a language model on a text: one from nothing, or a pretrained one.
 *
 * {@snippet :
 * try (TunedLanguage tuned =
 *     LanguageTuning.fromNothing(NewModel.Shape.GPT2, 4, 128, 4).tune(training, validation)) {
 *   System.out.println(tuned.loss() + " nats a character");
 *   tuned.save(Path.of("shakespeare"));
 * }
 * }
 *
 * <p>The same texts, settings and backend give the same model to the bit.
 */
public final class LanguageTuning {
  private final @Nullable String base;
  private final NewModel.@Nullable Shape shape;
  private final int layers;
  private final int width;
  private final int heads;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private LanguageSettings settings = LanguageSettings.SMALL;
  private BooleanSupplier isToStop = () -> false;
  private @Nullable Backend backend;
  private @Nullable LowRankSettings lowRank;

  private LanguageTuning(
      @Nullable String base, NewModel.@Nullable Shape shape, int layers, int width, int heads) {
    this.base = base;
    this.shape = shape;
    this.layers = layers;
    this.width = width;
    this.heads = heads;
  }

  /**
   * A pretrained decoder, all of whose parameters are tuned unless {@link #byLowRank} says
   * otherwise.
   *
   * @param base a folder, or what was pulled as ORG/MODEL
   */
  public static LanguageTuning of(String base) {
    return new LanguageTuning(base, null, 0, 0, 0);
  }

  /**
   * A decoder from nothing over the characters of the text.
   *
   * @param shape GPT-2's or Llama's
   * @param width of hidden states; the inner width is four times that
   */
  public static LanguageTuning fromNothing(NewModel.Shape shape, int layers, int width, int heads) {
    if (shape == NewModel.Shape.BERT) {
      throw new IllegalArgumentException("a language model is a decoder; BERT is an encoder");
    }
    return new LanguageTuning(null, shape, layers, width, heads);
  }

  /** With these settings. */
  public LanguageTuning with(LanguageSettings choice) {
    settings = choice;
    return this;
  }

  /**
   * By changes of low rank beside the matrices of a pretrained decoder, which stay (LoRA, Hu et
   * al., 2021).
   */
  public LanguageTuning byLowRank(LowRankSettings changes) {
    if (base == null) {
      throw new IllegalArgumentException(
          "a decoder from nothing has nothing worth keeping: tune all its parameters");
    }
    lowRank = changes;
    return this;
  }

  /** On this backend, which stays open; otherwise on the best that is installed. */
  public LanguageTuning on(Backend choice) {
    backend = choice;
    return this;
  }

  /** With one more that hears what happens. */
  public LanguageTuning heardBy(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * With a question that is asked behind each step.
   *
   * @param question true to save a checkpoint and stop
   */
  public LanguageTuning stoppedBy(BooleanSupplier question) {
    isToStop = question;
    return this;
  }

  /**
   * Trains; goes on from the checkpoint in the settings' folder where there is one.
   *
   * @param training the text that is learned
   * @param validation a text that is foretold, block by block, to measure the model
   */
  public TunedLanguage tune(String training, String validation) {
    @Nullable Backend given = backend;
    Backend opened = given == null ? Backends.open() : given;
    ModelSource source = null;
    LearnedDecoder model = null;
    try {
      byte[] characters = null;
      Tokenizer tokenizer;
      NewModel fresh = null;
      DecoderPlan plan;
      if (base != null) {
        source = ModelSource.open(base);
        tokenizer = source.requireTokenizer();
        plan = DecoderPlan.of(source);
      } else {
        characters = CharacterTokenizer.json(training);
        tokenizer = Tokenizer.fromJson(characters, "characters of the text");
        fresh = fresh(tokenizer);
        plan = DecoderPlan.fromNothing("from nothing", fresh.config());
      }
      LowRankSettings low = lowRank;
      Adapters adapters = low == null ? null : low.adapters(settings.seed());
      model =
          LearnedModels.decoder(
              plan,
              source == null ? null : source.checkpoint(),
              opened,
              fresh == null ? InitialValues.NONE : InitialValues.of(fresh, settings.seed()),
              adapters,
              settings.block());
      TunedLanguage tuned =
          new TunedLanguage(
              plan,
              model,
              source,
              fresh,
              characters,
              tokenizer,
              adapters,
              made(training),
              opened,
              given == null);
      tuned.trained(train(opened, model, ids(tokenizer, training), ids(tokenizer, validation)));
      return tuned;
    } catch (RuntimeException | Error e) {
      if (model != null) {
        model.close();
      }
      if (source != null) {
        source.close();
      }
      if (given == null) {
        opened.close();
      }
      throw e;
    }
  }

  private Map<String, String> made(String training) {
    Map<String, String> made = new LinkedHashMap<>();
    made.put("base", base == null ? "none" : base);
    made.put("characters", Integer.toString(training.length()));
    made.put("steps", Long.toString(settings.steps()));
    made.put("blocks", "%d of %d tokens".formatted(settings.blocks(), settings.block()));
    made.put("rate", Double.toString(settings.rate()));
    LowRankSettings low = lowRank;
    if (low != null) {
      made.put("changes", low.inWords());
    }
    made.put("seed", Long.toString(settings.seed()));
    return made;
  }

  private NewModel fresh(Tokenizer tokenizer) {
    return new NewModel(
        Objects.requireNonNull(shape),
        layers,
        width,
        heads,
        4 * width,
        tokenizer.vocabularySize(),
        settings.block());
  }

  private static int[] ids(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, EncodeOptions.DEFAULT.withoutSpecial().unlimited()).ids();
  }

  private TrainingResult train(
      Backend opened, LearnedDecoder model, int[] training, int[] validation) {
    int part = settings.blocks() / settings.accumulation();
    Batches<int[]> batches =
        new BlockBatches(
            training,
            settings.block(),
            part,
            BlockBatches.batchesOfEpoch(training.length, settings.block(), part),
            settings.seed());
    Objective<int[]> objective =
        (pass, tokens, targets) ->
            CrossEntropyLoss.PLAIN.of(pass, model.logits(pass, tokens), targets);
    double rate = settings.rate();
    TrainingSettings how =
        TrainingSettings.adamW(rate, 1)
            .withSteps(settings.steps())
            .withOptimizer(new Adam(0.9, 0.99, 1e-8, true, false))
            .withGroups(parameter ->
                lowRank != null && parameter.kind() != Parameter.Kind.ADAPTER
                    ? ParameterGroup.FROZEN
                    : new ParameterGroup(1, parameter.isVector() ? 0 : settings.decay()))
            .withSchedule(steps ->
                new Schedule(
                    Schedule.Kind.COSINE, rate, Math.ceilDiv(steps, 20), steps, 0.1, 1, 1, 0))
            .withAccumulation(settings.accumulation())
            .withDropout(settings.dropout(), settings.dropout())
            .withAverage(settings.averageDecay())
            .withSeed(settings.seed())
            .withValidation(settings.validateEvery(), settings.patience())
            .withCheckpoints(settings.folder(), 0);
    Trainer<int[]> trainer =
        new Trainer<>(opened, model, objective, batches, how)
            .validating(new BlockValidation(validation, settings.block(), objective))
            .stoppedBy(isToStop);
    listeners.forEach(trainer::heardBy);
    return trainer.resume();
  }
}
