package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TableFeatures;
import dev.heed.models.data.TableScores;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.ContrastiveLoss;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.NewModel;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.train.Forward;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.Objective;
import dev.heed.models.train.Trainer;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.train.TrainingSettings;
import dev.heed.models.train.Validation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One tuning over texts, from the files of the base to the tuned model. */
final class TextTuningRun<T> {
  private final TextTuning<T> tuning;
  private final TuningSettings settings;
  private final Course course;
  private final HeadTask<T> task;
  private final ModelSource source;
  private final Backend backend;
  private final boolean ownsBackend;
  private final Pooling pooling;
  private final EncoderPlan plan;
  private final TextInput input;
  private final @Nullable Adapters adapters;
  private final @Nullable NewModel fresh;

  TextTuningRun(
      TextTuning<T> tuning,
      HeadTask<T> task,
      ModelSource source,
      Backend backend,
      boolean ownsBackend) {
    this.tuning = tuning;
    this.settings = tuning.settings;
    this.course = settings.course();
    this.task = task;
    this.source = source;
    this.backend = backend;
    this.ownsBackend = ownsBackend;
    EmbeddingSettings embedding = source.embedding();
    this.pooling = embedding.pooling();
    Tokenizer tokenizer = source.requireTokenizer();
    @Nullable NewEncoder size = tuning.fresh;
    this.fresh = size == null ? null : size.over(tokenizer, embedding);
    EncoderPlan body =
        fresh == null
            ? EncoderPlan.of(source, HeadChoice.NONE)
            : EncoderPlan.fromNothing("from nothing", fresh.config());
    this.plan = body.withHead(task.head(pooling));
    this.input =
        new TextInput(
            tokenizer,
            tuning.texts,
            settings.normalization(),
            TextInput.limit(plan, embedding, settings.maxTokens()));
    this.adapters =
        settings.method() == TuningMethod.LORA
            ? new Adapters(settings.rank(), settings.alpha(), Depth::isOfLayers, course.seed())
            : null;
  }

  TunedText<T> tune(Dataset training, @Nullable Dataset validation) {
    TableFeatures features =
        tuning.numeric.isEmpty() && tuning.categorical.isEmpty()
            ? null
            : TableFeatures.fit(training, tuning.numeric, tuning.categorical);
    LearnedEncoder model =
        LearnedModels.encoder(
            plan,
            fresh == null ? source.checkpoint() : null,
            backend,
            fresh == null
                ? plan.initialHead(course.seed())
                : InitialValues.of(fresh, course.seed()),
            adapters);
    TableHead table = null;
    try {
      table = features == null ? null : new TableHead(backend, features, task.labels().size());
      return tune(model, table, training, validation);
    } catch (RuntimeException | Error e) {
      if (table != null) {
        table.close();
      }
      model.close();
      throw e;
    }
  }

  private TunedText<T> tune(
      LearnedEncoder model,
      @Nullable TableHead table,
      Dataset training,
      @Nullable Dataset validation) {
    HeadLayer head = new HeadLayer(model, pooling, table);
    Answered<T> answers = answered(table, training);
    List<EncodedText> texts = encode(training);
    @Nullable Measured<T> measured =
        validation == null || validation.size() == 0
            ? null
            : new Measured<>(task, model, table, encode(validation), answered(table, validation));
    @Nullable Dataset others = tuning.others;
    @Nullable Measured<T> compared =
        others == null
            ? measured
            : new Measured<>(task, model, table, encode(others), answered(table, others));
    Metrics probe = null;
    TrainingResult result = null;
    if (fresh == null) {
      try (ForwardRunner runner = new ForwardRunner(backend)) {
        probe(head, head.features(runner, texts), answers);
        if (compared != null) {
          probe = compared.metrics(runner);
        }
      }
    }
    if (settings.method() != TuningMethod.PROBE) {
      result = train(model, table, head, training, texts, answers, measured);
    }
    if (settings.method() == TuningMethod.CONTRASTIVE) {
      try (ForwardRunner runner = new ForwardRunner(backend)) {
        probe(head, head.features(runner, texts), answers);
      }
    }
    HeadTask<T> done = task.finish(backend, head);
    return new TunedText<>(
        new TunedText.Parts<>(
            done,
            plan,
            source,
            fresh,
            model,
            table,
            head,
            backend,
            ownsBackend,
            input,
            adapters,
            model.parameters().stream().filter(head::has).toList(),
            made(training)),
        probe,
        result,
        texts.stream().filter(EncodedText::cut).count());
  }

  private Map<String, String> made(Dataset training) {
    Map<String, String> made = new LinkedHashMap<>();
    made.put("base", fresh == null ? tuning.base : "none");
    made.put("method", settings.method().name().toLowerCase(Locale.ROOT));
    made.put("data", training.name());
    made.put("examples", Integer.toString(training.size()));
    made.put("seed", Long.toString(course.seed()));
    if (settings.method() != TuningMethod.PROBE) {
      made.put("epochs", Integer.toString(course.epochsOver(training.size())));
      made.put("rate", Double.toString(Recipe.rate(settings, fresh != null)));
      made.put("batch", Integer.toString(course.batch()));
      made.put("dropout", Float.toString(course.dropout()));
      if (course.averageDecay() > 0) {
        made.put("average", Double.toString(course.averageDecay()));
      }
      if (course.layerDecay() < 1) {
        made.put("layer decay", Double.toString(course.layerDecay()));
      }
      if (!settings.augmentation().changes().isEmpty()) {
        made.put("augmentation", settings.augmentation().inWords());
      }
    }
    return made;
  }

  private List<EncodedText> encode(Dataset data) {
    return data.examples().stream().map(input::encode).toList();
  }

  private Answered<T> answered(@Nullable TableHead table, Dataset data) {
    return new Answered<>(task.answers(data), table == null ? null : table.numbers(data));
  }

  private void probe(HeadLayer head, float[][] features, Answered<T> answers) {
    head.probe(
        backend, task, answers.answers(), features, answers.numbers(), settings.probeStrength());
  }

  private TrainingResult train(
      LearnedEncoder model,
      @Nullable TableHead table,
      HeadLayer head,
      Dataset training,
      List<EncodedText> texts,
      Answered<T> answers,
      @Nullable Measured<T> measured) {
    TextBatches<Answered<T>> batches =
        new TextBatches<>(
            epoch -> augmented(training, texts, epoch),
            examples -> select(answers, examples),
            new TokenBudget(Math.max(course.tokensPerBatch(), input.maxTokens()), course.batch()),
            course.seed());
    Objective<Answered<T>> objective =
        settings.method() == TuningMethod.CONTRASTIVE
            ? (pass, tokens, some) ->
                new ContrastiveLoss(settings.temperature())
                    .of(pass, model.pooled(pass, tokens, pooling), (int[]) some.answers())
            : (pass, tokens, some) ->
                task.losses(
                    pass,
                    logits(model, table, pass, tokens, some),
                    some.answers(),
                    settings.smoothing());
    TrainingSettings how =
        Recipe.training(settings, training.size(), fresh != null, plan.spec().layers(), head::has);
    LearnedEncoder learned = table == null ? model : model.with(List.of(table.weight()));
    Trainer<Answered<T>> trainer =
        new Trainer<>(backend, learned, objective, batches, how).stoppedBy(tuning.isToStop);
    tuning.listeners.forEach(trainer::heardBy);
    if (measured != null) {
      trainer.validating(
          settings.method() == TuningMethod.CONTRASTIVE
              ? probed(head, texts, answers, measured)
              : measured);
    }
    return trainer.resume();
  }

  private Answered<T> select(Answered<T> all, int[] examples) {
    float[][] numbers = all.numbers();
    return new Answered<>(
        task.select(all.answers(), examples),
        numbers == null
            ? null
            : Arrays.stream(examples).mapToObj(i -> numbers[i]).toArray(float[][]::new));
  }

  private static Tensor logits(
      LearnedEncoder model,
      @Nullable TableHead table,
      Pass pass,
      TokenBatch tokens,
      Answered<?> some) {
    Tensor logits = model.logits(pass, tokens);
    float[][] numbers = some.numbers();
    return table == null || numbers == null ? logits : table.added(pass, logits, numbers);
  }

  /** While only the encoder learns, it is measured with the head that fits it at that moment. */
  private Validation probed(
      HeadLayer head, List<EncodedText> texts, Answered<T> answers, Measured<T> measured) {
    return forward -> {
      probe(head, head.features(forward, texts), answers);
      return measured.measure(forward);
    };
  }

  private List<EncodedText> augmented(Dataset training, List<EncodedText> texts, int epoch) {
    if (settings.augmentation().changes().isEmpty()) {
      return texts;
    }
    List<EncodedText> changed = new ArrayList<>();
    for (int i = 0; i < training.size(); i++) {
      int example = i;
      changed.add(
          input.encode(
              tuning.texts.stream()
                  .map(training.get(example)::get)
                  .map(text ->
                      settings.augmentation().apply(text, DataPart.TRAINING, example, epoch))
                  .toList()));
    }
    return changed;
  }

  /** The model on data that it does not learn from. */
  private record Measured<T>(
      HeadTask<T> task,
      LearnedEncoder model,
      @Nullable TableHead table,
      List<EncodedText> texts,
      Answered<T> answers)
      implements Validation {
    Metrics metrics(Forward forward) {
      return task.metrics(answers.answers(), logits(forward));
    }

    @Override
    public Measurement measure(Forward forward) {
      return task.measurement(answers.answers(), logits(forward));
    }

    private float[][] logits(Forward forward) {
      float[][] rows = InOrder.run(forward, texts, model::logits);
      float[][] numbers = answers.numbers();
      if (table != null && numbers != null) {
        TableScores scores = table.scores(forward.read(table.weight().value()));
        for (int i = 0; i < rows.length; i++) {
          rows[i] = scores.added(rows[i], numbers[i]);
        }
      }
      return rows;
    }
  }
}
