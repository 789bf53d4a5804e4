package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.DataChecksum;
import dev.heed.models.data.DataException;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.spec.Part;
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

/** One tuning over tagged words, from the files of the base to the tuned model. */
final class TagTuningRun {
  /** The probe's features are in memory: with 768 of them, 150 MB. More words hardly change it. */
  private static final int MOST_PROBED = 50_000;

  private final TagTuning tuning;
  private final TuningSettings settings;
  private final Course course;
  private final TagLabels labels;
  private final Backend backend;
  private final boolean ownsBackend;
  private final EncoderStart start;

  TagTuningRun(
      TagTuning tuning,
      TagLabels labels,
      ModelSource source,
      Backend backend,
      boolean ownsBackend) {
    this.tuning = tuning;
    this.settings = tuning.settings;
    this.course = settings.course();
    this.labels = labels;
    this.backend = backend;
    this.ownsBackend = ownsBackend;
    this.start =
        EncoderStart.of(
            source, tuning.fresh, settings, body -> body.withTokenLabels(labels.names()));
  }

  TunedTagger tune(TaggedData training, @Nullable TaggedData validation) {
    Metrics pretrained =
        start.isFromNothing()
            ? probeOfPretrained(training, tuning.others == null ? validation : tuning.others)
            : null;
    LearnedEncoder model = start.load(backend, course.seed());
    try {
      return tune(model, training, validation, pretrained);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /** Null without data to measure on, and where the tokenizer is of no encoder. */
  private @Nullable Metrics probeOfPretrained(TaggedData training, @Nullable TaggedData measured) {
    OptionalInt tokens = start.tokensOfBoth();
    if (measured == null || tokens.isEmpty()) {
      return null;
    }
    try (TunedTagger probe =
        tuning.probe(backend, measured, tokens.getAsInt()).tune(training, null)) {
      return probe.probe().orElse(null);
    }
  }

  /** A sentence to learn from. */
  private record Learned(WordTokens tokens, int[] targets) {}

  private TunedTagger tune(
      LearnedEncoder model,
      TaggedData training,
      @Nullable TaggedData validation,
      @Nullable Metrics pretrained) {
    HeadLayer head = new HeadLayer(model, start.plan().names().module(Part.HEAD_OUT), null);
    TaggedWords words = new TaggedWords(labels, model, start.tokenizer(), start.maxTokens());
    List<WordTokens> tokens = words.encode(training);
    List<Learned> learned = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      WordTokens sentence = tokens.get(i);
      if (sentence.missed() < sentence.firsts().length) {
        learned.add(new Learned(sentence, labels.targets(training.sentences().get(i), sentence)));
      }
    }
    if (learned.isEmpty()) {
      throw new DataException(
          "%s: no sentence has a word within the limit of %,d tokens"
              .formatted(training.name(), start.maxTokens()));
    }
    @Nullable Measured measured = measured(words, validation);
    @Nullable Measured compared = tuning.others == null ? measured : measured(words, tuning.others);
    Metrics probe = pretrained;
    TrainingResult result = null;
    try {
      if (!start.isFromNothing()) {
        probe = probed(model, head, learned, compared);
      }
      tuning.refuseStop();
      if (settings.method() != TuningMethod.PROBE) {
        result = train(model, head, learned, measured);
      }
    } catch (StopRequestedException e) {
      result = Tuning.stopped(null);
    }
    return new TunedTagger(
        new TunedTagger.Parts(
            words,
            start,
            model.parameters().stream().filter(head::has).toList(),
            backend,
            ownsBackend,
            start.made(settings, tuning.base, training.name(), training.size())),
        probe,
        result,
        tokens.stream().mapToLong(WordTokens::missed).sum());
  }

  private @Nullable Metrics probed(
      LearnedEncoder model, HeadLayer head, List<Learned> learned, @Nullable Measured compared) {
    try (ForwardRunner runner = new ForwardRunner(backend)) {
      Forward forward = tuning.stoppable(runner);
      probe(forward, model, head, learned);
      return compared == null ? null : compared.metrics(forward);
    }
  }

  private @Nullable Measured measured(TaggedWords words, @Nullable TaggedData data) {
    if (data == null) {
      return null;
    }
    labels.check(data);
    List<WordTokens> tokens = words.encode(data);
    List<int[]> targets = new ArrayList<>();
    for (int s = 0; s < tokens.size(); s++) {
      targets.add(labels.targets(data.sentences().get(s), tokens.get(s)));
    }
    return new Measured(words, tokens, targets, data.tags());
  }

  /** The head becomes the best there is over the states of words as they are. */
  private void probe(
      Forward forward, LearnedEncoder model, HeadLayer head, List<Learned> sentences) {
    List<Learned> some = few(sentences);
    float[][] states =
        InOrder.run(forward, some.stream().map(one -> one.tokens().text()).toList(), model::states);
    int width = start.plan().spec().width();
    List<float[]> features = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    for (int s = 0; s < states.length; s++) {
      for (int first : some.get(s).tokens().firsts()) {
        if (first != WordTokens.NONE) {
          features.add(Arrays.copyOfRange(states[s], first * width, (first + 1) * width));
          targets.add(some.get(s).targets()[first]);
        }
      }
      states[s] = new float[0]; // what is copied need not be there twice
    }
    int[] answers = targets.stream().mapToInt(target -> target).toArray();
    head.probe(
        backend,
        features.toArray(float[][]::new),
        null,
        labels.names().size(),
        (pass, logits) -> {
          tuning.refuseStop(); // each time that the optimiser looks
          return CrossEntropyLoss.PLAIN.of(pass, logits, answers);
        },
        settings.probeStrength());
  }

  /** Sentences from all over the data with about as many words as the probe takes. */
  private static List<Learned> few(List<Learned> sentences) {
    long words = sentences.stream().mapToLong(one -> one.tokens().firsts().length).sum();
    int step = Math.toIntExact(Math.ceilDiv(words, MOST_PROBED));
    List<Learned> some = new ArrayList<>();
    for (int s = 0; s < sentences.size(); s += Math.max(1, step)) {
      some.add(sentences.get(s));
    }
    return some;
  }

  private TrainingResult train(
      LearnedEncoder model, HeadLayer head, List<Learned> sentences, @Nullable Measured measured) {
    List<EncodedText> texts = sentences.stream().map(one -> one.tokens().text()).toList();
    TextBatches<int[]> batches =
        new TextBatches<>(
            epoch -> texts,
            numbers ->
                Arrays.stream(numbers)
                    .flatMap(i -> Arrays.stream(sentences.get(i).targets()))
                    .toArray(),
            new TokenBudget(Math.max(course.tokensPerBatch(), start.maxTokens()), course.batch())
                ::steps,
            course.seed());
    CrossEntropyLoss loss = CrossEntropyLoss.PLAIN.smoothed(settings.smoothing());
    TrainingSettings how =
        Recipe.training(
            settings, texts.size(), start.isFromNothing(), start.plan().spec().layers(), head::has);
    Trainer<int[]> trainer =
        new Trainer<>(
                backend,
                model,
                Objective.of(
                    "cross-entropy of tags, smoothing " + loss.smoothing(),
                    (pass, tokens, targets) -> loss.of(pass, model.logits(pass, tokens), targets)),
                batches,
                how)
            .beginningWithComputed(head::has);
    if (measured != null) {
      trainer.validating(measured);
    }
    return tuning.train(trainer);
  }

  /** The model on data that it does not learn from. */
  private record Measured(
      TaggedWords words, List<WordTokens> tokens, List<int[]> targets, List<List<String>> truth)
      implements Validation {
    Metrics metrics(Forward forward) {
      return words.labels().metrics(truth, words.tags(forward, tokens));
    }

    @Override
    public Measurement measure(Forward forward) {
      float[][] logits = words.logits(forward, tokens);
      return words
          .labels()
          .measurement(truth, words.tags(logits, tokens), words.labels().loss(logits, targets));
    }

    @Override
    public void runLargest(Forward forward) {
      InOrder.runLargest(
          forward, tokens.stream().map(WordTokens::text).toList(), words.model()::logits);
    }

    @Override
    public String inWords() {
      DataChecksum sum = new DataChecksum().add(truth);
      tokens.forEach(sentence -> sum.add(sentence.text().ids()));
      return "%d sentences (%s)".formatted(tokens.size(), sum);
    }
  }
}
