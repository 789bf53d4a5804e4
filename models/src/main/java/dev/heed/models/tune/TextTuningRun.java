package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.ClassPairBudget;
import dev.heed.models.data.DataChecksum;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Example;
import dev.heed.models.data.TableFeatures;
import dev.heed.models.data.TableScores;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.ContrastiveLoss;
import dev.heed.models.nn.Pass;
import dev.heed.models.train.Forward;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.Objective;
import dev.heed.models.train.StopRequestedException;
import dev.heed.models.train.Trainer;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.train.TrainingSettings;
import dev.heed.models.train.Validation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One tuning over texts, from the files of the base to the tuned model. */
final class TextTuningRun<T> {
  /** The dense layer behind the pooling. */
  private static final String HEAD = "2_Dense.linear";

  private final TextTuning<T> tuning;
  private final TuningSettings settings;
  private final Course course;
  private final HeadTask<T> task;
  private final Backend backend;
  private final boolean ownsBackend;
  private final Pooling pooling;
  private final EncoderStart start;
  private final TextInput input;
  private @Nullable Metrics probe;
  private @Nullable TrainingResult result;
  private long cut;

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
    this.backend = backend;
    this.ownsBackend = ownsBackend;
    this.pooling = source.embedding().pooling();
    this.start =
        EncoderStart.of(source, tuning.fresh, settings, body -> body.withHead(task.head(pooling)));
    this.input =
        new TextInput(start.tokenizer(), tuning.texts, settings.normalization(), start.maxTokens());
  }

  TunedText<T> tune(Dataset training, @Nullable Dataset validation) {
    Metrics pretrained =
        start.isFromNothing()
            ? probeOfPretrained(training, tuning.others == null ? validation : tuning.others)
            : null;
    TableFeatures features =
        tuning.numeric.isEmpty() && tuning.categorical.isEmpty()
            ? null
            : TableFeatures.fit(training, tuning.numeric, tuning.categorical);
    LearnedEncoder model = start.load(backend, course.seed());
    TableHead table = null;
    try {
      table = features == null ? null : new TableHead(backend, features, task.labels().size());
      return tune(model, table, training, validation, pretrained);
    } catch (RuntimeException | Error e) {
      if (table != null) {
        table.close();
      }
      model.close();
      throw e;
    }
  }

  /** Null without data to measure on, and where the tokenizer is of no encoder. */
  private @Nullable Metrics probeOfPretrained(Dataset training, @Nullable Dataset measured) {
    OptionalInt tokens = start.tokensOfBoth();
    if (measured == null || measured.size() == 0 || tokens.isEmpty()) {
      return null;
    }
    try (TunedText<T> probe =
        tuning.probe(backend, measured, tokens.getAsInt()).tune(training, null)) {
      return probe.probe().orElse(null);
    }
  }

  private TunedText<T> tune(
      LearnedEncoder model,
      @Nullable TableHead table,
      Dataset training,
      @Nullable Dataset validation,
      @Nullable Metrics pretrained) {
    HeadLayer head = new HeadLayer(model, HEAD, table);
    probe = pretrained;
    try {
      learn(model, table, head, training, validation);
    } catch (StopRequestedException e) {
      result = Tuning.stopped(result);
    }
    HeadTask<T> done = task.finish(backend, head);
    return new TunedText<>(
        new TunedText.Parts<>(
            done,
            start,
            model,
            table,
            head,
            backend,
            ownsBackend,
            input,
            model.parameters().stream().filter(head::has).toList(),
            start.made(settings, tuning.base, training.name(), training.size())),
        probe,
        result,
        cut);
  }

  private void learn(
      LearnedEncoder model,
      @Nullable TableHead table,
      HeadLayer head,
      Dataset training,
      @Nullable Dataset validation) {
    Answered<T> answers = answered(table, training);
    List<EncodedText> texts = encode(training);
    cut = texts.stream().filter(EncodedText::cut).count();
    @Nullable Measured<T> measured =
        validation == null || validation.size() == 0
            ? null
            : new Measured<>(task, model, table, encode(validation), answered(table, validation));
    @Nullable Dataset others = tuning.others;
    @Nullable Measured<T> compared =
        others == null
            ? measured
            : new Measured<>(task, model, table, encode(others), answered(table, others));
    if (!start.isFromNothing()) {
      try (ForwardRunner runner = new ForwardRunner(backend)) {
        Forward forward = tuning.stoppable(runner);
        probe(head, features(forward, model, texts), answers);
        if (compared != null) {
          probe = compared.metrics(forward);
        }
      }
    }
    if (settings.method() != TuningMethod.PROBE) {
      result = train(model, table, head, training, texts, answers, measured);
    }
    tuning.refuseStop();
    boolean stopped = result != null && result.ending() == TrainingResult.Ending.STOPPED;
    if (settings.method() == TuningMethod.CONTRASTIVE && !stopped) {
      try (ForwardRunner runner = new ForwardRunner(backend)) {
        probe(head, features(tuning.stoppable(runner), model, texts), answers);
      }
    }
  }

  private List<EncodedText> encode(Dataset data) {
    List<EncodedText> encoded = new ArrayList<>(data.size());
    for (Example example : data.examples()) {
      tuning.refuseStop();
      encoded.add(input.encode(example));
    }
    return encoded;
  }

  private Answered<T> answered(@Nullable TableHead table, Dataset data) {
    return new Answered<>(task.answers(data), table == null ? null : table.numbers(data));
  }

  /** What the head reads of each text. */
  private float[][] features(Forward forward, LearnedEncoder model, List<EncodedText> texts) {
    return InOrder.run(forward, texts, (pass, batch) -> model.pooled(pass, batch, pooling));
  }

  private void probe(HeadLayer head, float[][] features, Answered<T> answers) {
    head.probe(
        backend,
        features,
        answers.numbers(),
        task.labels().size(),
        (pass, logits) -> {
          tuning.refuseStop(); // each time that the optimiser looks
          return task.losses(pass, logits, answers.answers(), 0);
        },
        settings.probeStrength());
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
            plan(answers),
            course.seed());
    Objective<Answered<T>> objective = objective(model, table);
    TrainingSettings how =
        Recipe.training(
            settings,
            training.size(),
            start.isFromNothing(),
            start.plan().spec().layers(),
            head::has);
    LearnedEncoder learned = table == null ? model : model.with(List.of(table.weight()));
    Trainer<Answered<T>> trainer =
        new Trainer<>(backend, learned, objective, batches, how).beginningWithComputed(head::has);
    if (measured != null) {
      trainer.validating(
          settings.method() == TuningMethod.CONTRASTIVE
              ? probed(model, head, texts, answers, measured)
              : measured);
    }
    return tuning.train(trainer);
  }

  /** Where texts are compared with each other, each needs another of its label, and no parts. */
  private TextBatches.Plan plan(Answered<T> answers) {
    int longest = input.maxTokens();
    if (settings.method() != TuningMethod.CONTRASTIVE) {
      return new TokenBudget(Math.max(course.tokensPerBatch(), longest), course.batch())::steps;
    }
    int[] classes = (int[]) answers.answers();
    if (Arrays.stream(classes).distinct().count() == classes.length) {
      throw new DataException(
          "the contrastive method compares texts of one label, and no label has two; take another method");
    }
    ClassPairBudget budget =
        new ClassPairBudget(Math.max(course.tokensPerBatch(), 2 * longest), 2 * course.batch());
    return (lengths, seed, epoch) ->
        budget.batches(classes, lengths, seed, epoch).stream().map(List::of).toList();
  }

  private Objective<Answered<T>> objective(LearnedEncoder model, @Nullable TableHead table) {
    if (settings.method() == TuningMethod.CONTRASTIVE) {
      ContrastiveLoss loss = new ContrastiveLoss(settings.temperature());
      return Objective.of(
          "contrast of labels, temperature " + loss.temperature(),
          (pass, tokens, some) ->
              loss.of(pass, model.pooled(pass, tokens, pooling), (int[]) some.answers()));
    }
    float smoothing = settings.smoothing();
    return Objective.of(
        task.lossInWords(smoothing),
        (pass, tokens, some) ->
            task.losses(pass, logits(model, table, pass, tokens, some), some.answers(), smoothing));
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
      LearnedEncoder model,
      HeadLayer head,
      List<EncodedText> texts,
      Answered<T> answers,
      Measured<T> measured) {
    return new Validation() {
      @Override
      public Measurement measure(Forward forward) {
        probe(head, features(forward, model, texts), answers);
        return measured.measure(forward);
      }

      @Override
      public void runLargest(Forward forward) {
        InOrder.runLargest(forward, texts, (pass, batch) -> model.pooled(pass, batch, pooling));
        measured.runLargest(forward);
      }

      @Override
      public String inWords() {
        return measured.inWords();
      }
    };
  }

  private List<EncodedText> augmented(Dataset training, List<EncodedText> texts, int epoch) {
    if (settings.augmentation().changes().isEmpty()) {
      return texts;
    }
    List<EncodedText> changed = new ArrayList<>();
    for (int i = 0; i < training.size(); i++) {
      int example = i;
      tuning.refuseStop();
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

    @Override
    public void runLargest(Forward forward) {
      InOrder.runLargest(forward, texts, model::logits);
    }

    @Override
    public String inWords() {
      DataChecksum sum = new DataChecksum().add(answers);
      texts.forEach(text -> sum.add(text.ids()).add(text.types()));
      return "%d texts (%s)".formatted(texts.size(), sum);
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
