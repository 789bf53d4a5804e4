package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.models.data.Dataset;
import dev.heed.models.spec.ProblemType;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tunes a pretrained encoder for a task over whole texts: one label, any number of labels, or a
 * number.
 *
 * {@snippet :
 * Dataset data = Dataset.read(DataFile.of(Path.of("questions.csv")), DataPart.TRAINING);
 * Split split =
 *     Split.stratified(data, List.of("text"), "label", SplitShares.withValidation(0.1), 1);
 * try (TunedText<?> tuned =
 *     TextTuning.classify("all-minilm-l6-v2", List.of("text"), "label")
 *         .tune(split.training(), split.validation())) {
 *   System.out.println(tuned.probe().orElseThrow().toMap().get("accuracy") + " became");
 *   System.out.println(tuned.evaluate(split.validation()).toMap().get("accuracy"));
 *   tuned.save(Path.of("my-intents"));
 * }
 * try (TextClassifier classifier = TextClassifier.load(Path.of("my-intents"))) {
 *   System.out.println(classifier.classify("where is my card?").best().label());
 * }
 * }
 *
 * <p>The same data, settings and backend give the same model to the bit.
 *
 * @param <T> the task's answers
 */
public final class TextTuning<T> extends Tuning<TextTuning<T>> {
  final String base;
  final List<String> texts;
  final BiFunction<Dataset, ClassWeights, HeadTask<T>> fit;
  private final ProblemType problem;
  TuningSettings settings = TuningSettings.DEFAULT;
  @Nullable Dataset others;
  @Nullable NewEncoder fresh;
  List<String> numeric = List.of();
  List<String> categorical = List.of();

  private TextTuning(
      String base,
      List<String> texts,
      ProblemType problem,
      BiFunction<Dataset, ClassWeights, HeadTask<T>> fit) {
    this.base = base;
    this.texts = TextInput.checked(texts);
    this.problem = problem;
    this.fit = fit;
  }

  /**
   * Each text has exactly one label.
   *
   * @param base a built-in model, a folder, or what was pulled as ORG/MODEL
   * @param texts the column of texts, or two that go together
   * @param label the column of labels
   * @throws IllegalArgumentException when there is no column of texts, or more than two
   */
  public static TextTuning<int[]> classify(String base, List<String> texts, String label) {
    return new TextTuning<>(
        base,
        texts,
        ProblemType.SINGLE_LABEL,
        (training, weights) -> OneLabel.fit(training, label, weights));
  }

  /**
   * Each text has any number of labels.
   *
   * @param separator what stands between labels, such as {@code ;}; a list in a file of JSON lines
   *     needs none, and its labels may hold it
   * @throws IllegalArgumentException as {@link #classify} does
   */
  public static TextTuning<boolean[][]> classifySeveral(
      String base, List<String> texts, String label, String separator) {
    return new TextTuning<>(
        base,
        texts,
        ProblemType.MULTI_LABEL,
        (training, weights) -> SeveralLabels.fit(training, label, separator, weights));
  }

  /**
   * Each text has a number.
   *
   * @param column of numbers
   * @throws IllegalArgumentException as {@link #classify} does
   */
  public static TextTuning<float[]> regress(String base, List<String> texts, String column) {
    return new TextTuning<>(
        base, texts, ProblemType.REGRESSION, (training, _) -> OneNumber.fit(training, column));
  }

  @Override
  TextTuning<T> self() {
    return this;
  }

  /**
   * With these settings.
   *
   * @throws IllegalArgumentException when their method, weights or smoothing are not for this task,
   *     or the method is not for an encoder from nothing
   */
  public TextTuning<T> with(TuningSettings choice) {
    EncoderStart.check(fresh, choice.method());
    if (choice.method() == TuningMethod.CONTRASTIVE && problem != ProblemType.SINGLE_LABEL) {
      throw new IllegalArgumentException(
          "the contrastive method needs texts with exactly one label each; take another method");
    }
    if (choice.classWeights() != ClassWeights.EQUAL && problem == ProblemType.REGRESSION) {
      throw new IllegalArgumentException("a number has no classes that could be weighed");
    }
    if (choice.smoothing() > 0 && problem == ProblemType.REGRESSION) {
      throw new IllegalArgumentException(
          "smoothing is of labels, and a number has none; smoothing was " + choice.smoothing());
    }
    settings = choice;
    return this;
  }

  /**
   * With an encoder from nothing, of the BERT shape, in place of the pretrained one, of which the
   * tokenizer alone is taken: to see what pretraining is worth. The probe is then that of the
   * pretrained encoder, which does not learn.
   *
   * @param layers of it
   * @param width of hidden states; the inner width is four times that
   * @param heads of attention
   * @throws IllegalArgumentException when the settings are to keep something of a pretrained one
   */
  public TextTuning<T> fromNothing(int layers, int width, int heads) {
    NewEncoder size = new NewEncoder(layers, width, heads);
    EncoderStart.check(size, settings.method());
    fresh = size;
    return this;
  }

  /**
   * With columns beside the texts that say something too: their numbers are standardised and their
   * categories one-hot, as the training data has them, and a dense layer over them is added to what
   * the text says.
   *
   * @param numbers columns of numbers
   * @param categories columns of categories
   */
  public TextTuning<T> withColumns(List<String> numbers, List<String> categories) {
    numeric = List.copyOf(numbers);
    categorical = List.copyOf(categories);
    return this;
  }

  /** With data that the probe is measured on, to compare with: validation data otherwise. */
  public TextTuning<T> comparingOn(Dataset choice) {
    others = choice;
    return this;
  }

  /**
   * The probe alone of the pretrained encoder, whose tokenizer one from nothing takes.
   *
   * @param maxTokens of a text
   */
  TextTuning<T> probe(Backend backend, Dataset measured, int maxTokens) {
    return new TextTuning<>(base, texts, problem, fit)
        .with(
            settings
                .withMethod(TuningMethod.PROBE)
                .withTexts(maxTokens, settings.normalization(), settings.augmentation()))
        .withColumns(numeric, categorical)
        .comparingOn(measured)
        .stoppedBy(isToStop())
        .on(backend);
  }

  /**
   * Tunes; goes on from the checkpoint in the settings' folder where there is one.
   *
   * @param validation what decides which epoch is best; null for the last epoch
   * @throws dev.heed.models.data.DataException when the data is not as the task needs it
   * @throws dev.heed.models.train.TrainingException as {@link dev.heed.models.train.Trainer} does
   */
  public TunedText<T> tune(Dataset training, @Nullable Dataset validation) {
    HeadTask<T> task = fit.apply(training, settings.classWeights());
    return onBase(
        base,
        (source, opened, isOwned) ->
            new TextTuningRun<>(this, task, source, opened, isOwned).tune(training, validation));
  }
}
