package dev.heed.models;

import dev.heed.models.arch.EncoderModel;
import dev.heed.models.data.Example;
import dev.heed.models.data.TableScores;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.ProblemType;
import dev.heed.models.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sorts texts into the classes that a model was trained for.
 *
 * {@snippet :
 * try (TextClassifier classifier = TextClassifier.load(Path.of("my-sentiment-model"))) {
 *   Classification verdict = classifier.classify("What a lovely day");
 *   System.out.println(verdict.best().label() + " " + verdict.best().score());
 * }
 * }
 *
 * <p>Thread-safe. Scores are a softmax over the labels, a sigmoid of each where several may hold at
 * once, or the raw values of a regression, as the model's {@code problem_type} says.
 */
public final class TextClassifier implements AutoCloseable {
  private final TextRunner runner;
  private final Function<List<Encoding>, float[][]> logits;
  private final HeadSpec.OfTexts head;
  private final @Nullable TableScores table;

  private TextClassifier(TextRunner runner, HeadSpec.OfTexts head, @Nullable TableScores table) {
    this.runner = runner;
    this.table = table;
    this.logits = runner.pass(runner.model()::logits);
    this.head = head;
  }

  /** A model's folder on the best backend that is installed. */
  public static TextClassifier load(Path folder) {
    return load(folder, ModelOptions.DEFAULT);
  }

  /**
   * A model's folder.
   *
   * @throws ModelException when the model has no head for sequences
   */
  public static TextClassifier load(Path folder, ModelOptions options) {
    return load(() -> ModelSource.open(folder), options);
  }

  /**
   * A model with the changes of an adapter in the layout of PEFT merged into its weights. An
   * adapter's folder by itself is loaded over the base that it names.
   *
   * @throws ModelException when they do not fit, or there is no head for sequences
   */
  public static TextClassifier load(Path base, Path adapter, ModelOptions options) {
    return load(() -> ModelSource.open(base, adapter), options);
  }

  private static TextClassifier load(Supplier<ModelSource> opener, ModelOptions options) {
    try (ModelSource source = opener.get()) {
      if (!(source.head() instanceof HeadSpec.OfTexts head)) {
        throw new ModelException(
            "model '%s' has no classification head for texts; load a …ForSequenceClassification"
                .formatted(source.name()));
      }
      return new TextClassifier(
          TextRunner.load(source, HeadChoice.CONFIGURED, options, 1, source.maxTokens()),
          head,
          table(source, head));
    }
  }

  private static @Nullable TableScores table(ModelSource source, HeadSpec.OfTexts head) {
    TableScores table = source.tableScores().orElse(null);
    if (table != null && table.labels() != head.labels().size()) {
      throw new ModelException(
          "model '%s': its %s is for %,d labels, and its head for %,d"
              .formatted(source.name(), TableScores.FILE, table.labels(), head.labels().size()));
    }
    return table;
  }

  /** The columns beside a text that it was tuned with and wants to be given; none for most. */
  public List<String> columns() {
    return table == null ? List.of() : table.features().columns();
  }

  /** Names of the classes, by their numbers. */
  public List<String> labels() {
    return head.labels();
  }

  /** How scores are to be read. */
  public ProblemType problem() {
    return head.problem();
  }

  /** The classes of one text. */
  public Classification classify(String text) {
    return classify(List.of(text)).getFirst();
  }

  /**
   * The classes of each text, in their order.
   *
   * @throws ModelException when it was tuned with columns beside the texts
   */
  public List<Classification> classify(List<String> texts) {
    refuseMissing();
    return runner.run(
        texts.size(),
        i -> runner.encode(texts.get(i)),
        logits,
        (encoding, row) -> Classification.of(head, row, encoding.size(), encoding.truncated()));
  }

  /**
   * The class of two texts together: premise and hypothesis, question and answer.
   *
   * @throws ModelException when the limit of tokens leaves nothing of one of them, or when it was
   *     tuned with columns beside the texts
   */
  public Classification classifyPair(String first, String second) {
    refuseMissing();
    return runner
        .run(
            1,
            i -> runner.encodePair(first, second),
            logits,
            (encoding, row) -> Classification.of(head, row, encoding.size(), encoding.truncated()))
        .getFirst();
  }

  /**
   * The classes of each example, in their order: of its text, or of two that go together, and of
   * what stands in {@link #columns} beside them.
   *
   * @param texts one column of texts, or two
   * @throws dev.heed.models.data.DataException when a column is not there, or a cell of one of
   *     numbers holds none
   */
  public List<Classification> classify(List<Example> examples, List<String> texts) {
    if (texts.isEmpty() || texts.size() > 2) {
      throw new IllegalArgumentException(
          "expected one column of texts, or two that go together, found " + texts);
    }
    List<float[]> numbers =
        table == null
            ? List.of()
            : examples.stream().map(example -> table.features().encode(example)).toList();
    List<Row> rows =
        runner.run(
            examples.size(),
            i -> encode(examples.get(i), texts),
            logits,
            (encoding, row) -> new Row(row, encoding.size(), encoding.truncated()));
    List<Classification> all = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      float[] sums = table == null ? row.logits() : table.added(row.logits(), numbers.get(i));
      all.add(Classification.of(head, sums, row.tokens(), row.truncated()));
    }
    return all;
  }

  /** What the model gives for one text. */
  private record Row(float[] logits, int tokens, boolean truncated) {}

  private Encoding encode(Example example, List<String> texts) {
    String first = example.get(texts.getFirst());
    return texts.size() == 1
        ? runner.encode(first)
        : runner.encodePair(first, example.get(texts.getLast()));
  }

  private void refuseMissing() {
    if (table != null) {
      throw new ModelException(
          "model '%s' was tuned with the columns %s beside its texts: give it examples that have them"
              .formatted(runner.model().name(), columns()));
    }
  }

  /** The model underneath; closed with this classifier. */
  public EncoderModel model() {
    return runner.model();
  }

  /** Waits for running work, then gives the memory back. Later use is an error. */
  @Override
  public void close() {
    runner.close();
  }
}
