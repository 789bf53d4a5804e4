package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.MaskedTexts;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.Part;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.train.Batches;
import dev.heed.models.train.Forward;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.StopRequestedException;
import dev.heed.models.train.Trainer;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.train.TrainingSettings;
import dev.heed.models.train.Validation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One training by masked language modelling, from the files of the base to the trained model. */
final class MaskedLanguageRun {
  /** An encoder from nothing learns the words before it learns what they say. */
  private static final int EPOCHS_FROM_NOTHING = 30;

  private final MaskedLanguageTuning tuning;
  private final Course course;
  private final Backend backend;
  private final boolean ownsBackend;
  private final EncoderStart start;
  private final MaskedInput input;

  MaskedLanguageRun(
      MaskedLanguageTuning tuning, ModelSource source, Backend backend, boolean ownsBackend) {
    this.tuning = tuning;
    Course asked = tuning.settings.course();
    this.course =
        tuning.fresh != null && asked.epochs() == 0
            ? asked.withSchedule(EPOCHS_FROM_NOTHING, asked.rate())
            : asked;
    this.backend = backend;
    this.ownsBackend = ownsBackend;
    this.start =
        EncoderStart.of(
            source,
            tuning.fresh,
            tuning.lowRank,
            course.seed(),
            tuning.settings.maxTokens(),
            body -> tuning.fresh == null ? pretrained(source, body) : body.withMaskedLanguage());
    checkFit(start.tokenizer(), start.plan());
    this.input =
        MaskedInput.of(
            new TextInput(
                start.tokenizer(),
                tuning.texts,
                tuning.settings.normalization(),
                start.maxTokens()),
            source.name());
  }

  /** A head for masked words that is there stays as it is, tied or not. */
  private static EncoderPlan pretrained(ModelSource source, EncoderPlan body) {
    @Nullable String architecture = source.config().architecture();
    return architecture != null && architecture.endsWith("ForMaskedLM")
        ? EncoderPlan.of(source, HeadChoice.CONFIGURED)
        : body.withMaskedLanguage();
  }

  private static void checkFit(Tokenizer tokenizer, EncoderPlan plan) {
    if (tokenizer.vocabularySize() > plan.spec().vocabulary()) {
      throw new ModelException(
          "model '%s': its tokenizer has %,d ids, but its table of word embeddings %,d rows; they belong to different models"
              .formatted(plan.name(), tokenizer.vocabularySize(), plan.spec().vocabulary()));
    }
  }

  TunedMaskedLanguage tune(Dataset training, @Nullable Dataset validation) {
    List<EncodedText> learned = input.texts(training);
    TextBatches<int[]> texts =
        new TextBatches<>(
            epoch -> learned,
            numbers -> TextBatches.words(learned, numbers),
            budget()::steps,
            course.seed());
    TunedMaskedLanguage.Texts counts =
        new TunedMaskedLanguage.Texts(
            learned.size(),
            training.size() - learned.size(),
            learned.stream().filter(EncodedText::cut).count());
    return tune(training.name(), texts, counts, validation);
  }

  TunedMaskedLanguage tune(DataFile training, int buffer, @Nullable Dataset validation) {
    try (StreamedTexts texts =
        new StreamedTexts(training, input, budget(), buffer, course.seed())) {
      return tune(training.name(), texts, texts.counts(), validation);
    }
  }

  private TokenBudget budget() {
    return new TokenBudget(
        Math.max(course.tokensPerBatch(), input.input().maxTokens()), course.batch());
  }

  private TunedMaskedLanguage tune(
      String name,
      Batches<int[]> texts,
      TunedMaskedLanguage.Texts counts,
      @Nullable Dataset validation) {
    int learned = Math.toIntExact(counts.learned());
    @Nullable MaskedTexts measured =
        validation == null || validation.size() == 0 ? null : input.toMeasure(validation);
    Dataset others = tuning.others;
    @Nullable MaskedTexts compared =
        start.isFromNothing() || others == null ? measured : input.toMeasure(others);
    LearnedEncoder model = start.load(backend, course.seed());
    try {
      MaskedLanguageMetrics before = null;
      TrainingResult result;
      try {
        if (compared != null && !start.isFromNothing()) {
          before = measured(model, compared);
        }
        result = train(model, texts, learned, measured);
      } catch (StopRequestedException e) {
        result = Tuning.stopped(null);
      }
      return new TunedMaskedLanguage(
          new TunedMaskedLanguage.Parts(
              start, model, backend, ownsBackend, input, made(name, learned)),
          before,
          result,
          counts);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private MaskedLanguageMetrics measured(LearnedEncoder model, MaskedTexts texts) {
    try (ForwardRunner runner = new ForwardRunner(backend)) {
      return texts.measure(TunedMaskedLanguage.logits(model, tuning.stoppable(runner)));
    }
  }

  private TrainingResult train(
      LearnedEncoder model, Batches<int[]> texts, int learned, @Nullable MaskedTexts measured) {
    TrainingSettings how =
        course.training(learned, rate(), start.plan().spec().layers(), this::learns);
    double share = tuning.settings.share();
    MaskedBatches batches = new MaskedBatches(texts, input.masking(tuning.settings));
    Trainer<int[]> trainer =
        new Trainer<>(backend, model, new MaskedObjective(model, share), batches, how);
    if (measured != null) {
      trainer.validating(validation(model, measured));
    }
    return tuning.train(trainer);
  }

  /** Of changes of low rank, these and a new head: but for its bias over the vocabulary. */
  private boolean learns(Parameter parameter) {
    if (tuning.lowRank == null || parameter.kind() == Parameter.Kind.ADAPTER) {
      return true;
    }
    String bias = start.plan().names().module(Part.HEAD_OUT_BIAS) + ".bias";
    return start.begins(parameter) && !parameter.name().equals(bias);
  }

  private static Validation validation(LearnedEncoder model, MaskedTexts measured) {
    return new Validation() {
      @Override
      public Measurement measure(Forward forward) {
        MaskedLanguageMetrics metrics =
            measured.measure(TunedMaskedLanguage.logits(model, forward));
        return new Measurement("loss", metrics.loss(), false, metrics.toMap());
      }

      @Override
      public void runLargest(Forward forward) {
        measured.runLargest(TunedMaskedLanguage.logits(model, forward));
      }

      @Override
      public String inWords() {
        return "masked words of texts (%s)".formatted(measured.checksum());
      }
    };
  }

  private double rate() {
    return Recipe.rate(course, tuning.lowRank, start.isFromNothing());
  }

  private Map<String, String> made(String training, int texts) {
    Map<String, String> made = start.inWords(tuning.base);
    made.put("task", "masked language modelling");
    made.put("data", training);
    made.put("texts", Integer.toString(texts));
    SettingWords.ofChanges(made, tuning.lowRank);
    made.putAll(tuning.settings.inWords(texts, rate()));
    return made;
  }
}
