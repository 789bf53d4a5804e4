package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.AnchoredTexts;
import dev.heed.models.data.DataChecksum;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelledTexts;
import dev.heed.models.data.PairBudget;
import dev.heed.models.data.RetrievalSet;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.data.TextPairs;
import dev.heed.models.evaluate.RetrievalMetrics;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.RankingLoss;
import dev.heed.models.nn.Parameter;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One tuning of an embedder, from the files of the base to the tuned model. */
final class EmbeddingTuningRun {
  /** An anchor, its positive and a negative. */
  private static final int MOST_TEXTS = 3;

  private final EmbeddingTuning tuning;
  private final RankingSettings settings;
  private final Course course;
  private final Backend backend;
  private final boolean ownsBackend;
  private final EmbeddingSettings embedding;
  private final EncoderStart start;
  private final TextInput input;

  EmbeddingTuningRun(
      EmbeddingTuning tuning, ModelSource source, Backend backend, boolean ownsBackend) {
    this.tuning = tuning;
    this.settings = tuning.settings;
    this.course = settings.course();
    this.backend = backend;
    this.ownsBackend = ownsBackend;
    this.start =
        EncoderStart.of(
            source,
            tuning.fresh,
            tuning.lowRank,
            course.seed(),
            settings.maxTokens(),
            UnaryOperator.identity());
    this.embedding = start.isFromNothing() ? EmbeddingSettings.MEAN : source.embedding();
    this.input = input(start.isFromNothing() ? TextNormalization.NONE : source.normalization());
  }

  /** What the base does to texts stays, unless something else is wanted. */
  private TextInput input(TextNormalization usual) {
    TextNormalization wanted = settings.normalization();
    return new TextInput(
        start.tokenizer(),
        List.of("text"),
        wanted.steps().isEmpty() ? usual : wanted,
        start.maxTokens());
  }

  /**
   * Tunes.
   *
   * @param training for its name
   * @param measured what decides; null for the last epoch
   * @param compared what the base is measured on; null for nothing
   */
  TunedEmbedder tune(
      Dataset training,
      TextPairs pairs,
      @Nullable RetrievalSet measured,
      @Nullable RetrievalSet compared) {
    LearnedEncoder model = start.load(backend, course.seed());
    try {
      LearnedVectors vectors = new LearnedVectors(model, embedding, input);
      RetrievalMetrics before = null;
      List<EncodedText> texts = List.of();
      TrainingResult result;
      try {
        if (compared != null) {
          before = start.isFromNothing() ? pretrained(compared) : measured(vectors, compared);
        }
        texts = encoded(pairs, vectors);
        result = train(vectors, pairs, texts, measured);
      } catch (StopRequestedException e) {
        result = Tuning.stopped(null);
      }
      return new TunedEmbedder(
          new TunedEmbedder.Parts(
              tuning, start, vectors, backend, ownsBackend, pairs, made(training, pairs)),
          before,
          result,
          texts.stream().filter(EncodedText::cut).count());
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private RetrievalMetrics measured(LearnedVectors vectors, RetrievalSet set) {
    try (ForwardRunner runner = new ForwardRunner(backend)) {
      return Retrieval.metrics(set, vectors.by(tuning.stoppable(runner)));
    }
  }

  /** Of the model whose tokenizer is taken, as it is; null where that is no encoder. */
  private @Nullable RetrievalMetrics pretrained(RetrievalSet compared) {
    OptionalInt tokens = start.tokensOfBoth();
    if (tokens.isEmpty()) {
      return null;
    }
    ModelSource source = start.source();
    EncoderStart whole =
        EncoderStart.of(
            source, null, null, course.seed(), tokens.getAsInt(), UnaryOperator.identity());
    TextInput texts =
        new TextInput(
            whole.tokenizer(), List.of("text"), source.normalization(), whole.maxTokens());
    LearnedEncoder model = whole.load(backend, course.seed());
    try {
      return measured(new LearnedVectors(model, source.embedding(), texts), compared);
    } finally {
      model.close();
    }
  }

  private static List<EncodedText> encoded(TextPairs pairs, LearnedVectors vectors) {
    List<String> texts = pairs.texts();
    List<EncodedText> encoded = new ArrayList<>();
    for (int t = 0; t < texts.size(); t++) {
      Retrieval.Role role =
          switch (pairs) {
            case LabelledTexts _ -> Retrieval.Role.TEXT;
            case AnchoredTexts given ->
                given.isAnchor(t) ? Retrieval.Role.QUERY : Retrieval.Role.PASSAGE;
          };
      encoded.add(vectors.encode(role, texts.get(t)));
    }
    return encoded;
  }

  private TrainingResult train(
      LearnedVectors vectors,
      TextPairs pairs,
      List<EncodedText> texts,
      @Nullable RetrievalSet measured) {
    LearnedEncoder model = vectors.model();
    int tokens = Math.max(course.tokensPerBatch(), MOST_TEXTS * input.maxTokens());
    PairBatches batches =
        new PairBatches(pairs, texts, new PairBudget(tokens, course.batch()), course.seed());
    RankingLoss loss = settings.loss();
    Objective<PairBatches.Ranked> objective =
        Objective.of(
            "ranking of pairs, scale %s%s, pooling %s"
                .formatted(
                    loss.scale(), loss.symmetric() ? ", symmetric" : "", embedding.pooling()),
            (pass, batch, ranked) -> {
              Tensor pooled = model.pooled(pass, batch, embedding.pooling());
              int anchors = ranked.anchors();
              return loss.of(
                  pass, pooled.slice(0, 0, anchors), pooled.slice(0, anchors, pooled.size(0)));
            });
    TrainingSettings how =
        course.training(
            pairs.size(),
            rate(),
            start.plan().spec().layers(),
            parameter -> tuning.lowRank == null || parameter.kind() == Parameter.Kind.ADAPTER);
    Trainer<PairBatches.Ranked> trainer = new Trainer<>(backend, model, objective, batches, how);
    if (measured != null) {
      trainer.validating(validation(vectors, measured));
    }
    return tuning.train(trainer);
  }

  private double rate() {
    return Recipe.rate(course, tuning.lowRank, start.isFromNothing());
  }

  private static Validation validation(LearnedVectors vectors, RetrievalSet measured) {
    return new Validation() {
      @Override
      public Measurement measure(Forward forward) {
        RetrievalMetrics metrics = Retrieval.metrics(measured, vectors.by(forward));
        return new Measurement("ndcgAt10", metrics.ndcgAt10(), true, metrics.toMap());
      }

      @Override
      public void runLargest(Forward forward) {
        Retrieval.texts(measured)
            .forEach((role, texts) -> vectors.runLargest(forward, role, texts));
      }

      @Override
      public String inWords() {
        DataChecksum sum = new DataChecksum().add(measured.documents());
        for (RetrievalSet.Query query : measured.queries()) {
          sum.add(query.text()).add(query.own()).add(new TreeSet<>(query.relevant()));
        }
        return "search of %d texts (%s)".formatted(measured.texts(), sum);
      }
    };
  }

  private Map<String, String> made(Dataset training, TextPairs pairs) {
    Map<String, String> made = start.inWords(tuning.base);
    made.put("data", training.name());
    made.put("examples", Integer.toString(training.size()));
    made.put("pairs of an epoch", Integer.toString(pairs.size()));
    SettingWords.ofChanges(made, tuning.lowRank);
    made.putAll(settings.inWords(pairs.size(), rate()));
    return made;
  }
}
