package dev.heed.app.training;

import dev.heed.engine.error.HeedException;
import dev.heed.models.Classification;
import dev.heed.models.TextClassifier;
import dev.heed.models.data.DataException;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Example;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.MultiLabelMetrics;
import dev.heed.models.evaluate.RegressionMetrics;
import dev.heed.models.save.TaskFile;
import dev.heed.models.spec.ProblemType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** A tuned model and the columns that it was tuned on: answers for tables. */
public final class TunedModel {
  private static final int AT_ONCE = 256;
  private static final double THRESHOLD = 0.5;

  private final TextClassifier classifier;
  private final TaskFile task;
  private final String name;

  /**
   * Over a classifier, which stays the caller's.
   *
   * @param folder that it was loaded from
   * @throws HeedException when 'heed train' did not make it
   */
  public TunedModel(TextClassifier classifier, Path folder) {
    this.classifier = classifier;
    this.name = folder.toString();
    this.task = task(folder);
  }

  /**
   * What a saved model was tuned for.
   *
   * @throws HeedException when 'heed train' did not make it
   */
  public static TaskFile task(Path folder) {
    return TaskFile.read(folder)
        .orElseThrow(() ->
            new HeedException(
                "model '%s' does not say what it was tuned for: there is no %s; for texts a line, take 'heed classify'"
                    .formatted(folder, TaskFile.NAME)));
  }

  /** What it was tuned for. */
  public TaskFile task() {
    return task;
  }

  /** How its answers are to be read. */
  public ProblemType problem() {
    return classifier.problem();
  }

  /**
   * The labels that an answer says hold, the likeliest first: where there may be several, those
   * that are at least as likely as not; otherwise the best.
   */
  public List<Classification.LabelScore> chosen(Classification answer) {
    return problem() == ProblemType.MULTI_LABEL
        ? answer.scores().stream().filter(score -> score.score() >= THRESHOLD).toList()
        : List.of(answer.best());
  }

  /** What stands between the labels of an example. */
  public String separator() {
    return Objects.requireNonNullElse(task.separator(), ",");
  }

  /**
   * What it says about each example.
   *
   * @param done hears how many examples are done
   */
  public List<Classification> answers(Dataset data, IntConsumer done) {
    List<Example> examples = data.examples();
    List<Classification> answers = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, examples.size());
      answers.addAll(classifier.classify(examples.subList(from, to), task.texts()));
      done.accept(to);
    }
    return answers;
  }

  /**
   * All metrics of answers against what the data says.
   *
   * @throws DataException when the data has answers that the model cannot give
   */
  public Metrics evaluate(Dataset data, List<Classification> answers) {
    String column = task.answer();
    if (column == null) {
      throw new HeedException("model '%s' has no answers to compare with".formatted(name));
    }
    List<String> labels = classifier.labels();
    return switch (classifier.problem()) {
      case SINGLE_LABEL -> {
        int[] numbers = numbers(data, truth(data, column), labels);
        yield ClassificationMetrics.of(numbers, scores(answers, labels), labels);
      }
      case MULTI_LABEL ->
          MultiLabelMetrics.of(
              several(data, column, labels), scores(answers, labels), THRESHOLD, labels);
      case REGRESSION ->
          RegressionMetrics.of(
              values(data, data.column(column)),
              answers.stream().mapToDouble(answer -> answer.best().score()).toArray());
    };
  }

  /**
   * How far another sample of as many examples may move the metric that people look at first: the
   * accuracy, that of whole sets of labels, or the mean error.
   *
   * @param metrics that {@link #evaluate} gave of these
   * @param answers to the examples of the data, at least one
   */
  public MetricInterval interval(Metrics metrics, Dataset data, List<Classification> answers) {
    return MetricInterval.ofAccuracy(metrics)
        .orElseGet(() -> {
          double[] errors = values(data, data.column(Objects.requireNonNull(task.answer())));
          for (int i = 0; i < errors.length; i++) {
            errors[i] = Math.abs(errors[i] - answers.get(i).best().score());
          }
          return MetricInterval.of("mae", errors);
        });
  }

  private static double[][] scores(List<Classification> answers, List<String> labels) {
    double[][] scores = new double[answers.size()][labels.size()];
    for (int i = 0; i < scores.length; i++) {
      for (Classification.LabelScore score : answers.get(i).scores()) {
        scores[i][labels.indexOf(score.label())] = score.score();
      }
    }
    return scores;
  }

  /** The label of each example. */
  private static List<String> truth(Dataset data, String column) {
    return data.examples().stream().map(example -> example.label(column)).toList();
  }

  private static int[] numbers(Dataset data, List<String> truth, List<String> labels) {
    refuseUnseen(data, truth, labels);
    return truth.stream().mapToInt(labels::indexOf).toArray();
  }

  private boolean[][] several(Dataset data, String column, List<String> labels) {
    String separator = task.separator();
    if (separator == null) {
      throw new HeedException(
          "model '%s': its %s does not say what stands between labels"
              .formatted(name, TaskFile.NAME));
    }
    boolean[][] several = new boolean[data.size()][labels.size()];
    List<String> all = new ArrayList<>();
    for (int i = 0; i < several.length; i++) {
      for (String label : data.get(i).labels(column, separator)) {
        all.add(label);
        int number = labels.indexOf(label);
        if (number >= 0) {
          several[i][number] = true;
        }
      }
    }
    refuseUnseen(data, all, labels);
    return several;
  }

  private static void refuseUnseen(Dataset data, List<String> truth, List<String> labels) {
    SortedMap<String, Integer> unseen = new TreeMap<>();
    truth.stream()
        .filter(label -> !labels.contains(label))
        .forEach(l -> unseen.merge(l, 1, Integer::sum));
    if (!unseen.isEmpty()) {
      throw new DataException(
          "%s: has labels that the model was not tuned for, and how often: %s; its labels are %s"
              .formatted(data.name(), unseen, labels));
    }
  }

  private static double[] values(Dataset data, List<String> truth) {
    double[] values = new double[truth.size()];
    for (int i = 0; i < values.length; i++) {
      double value = Double.NaN;
      try {
        value = Double.parseDouble(truth.get(i).strip());
      } catch (NumberFormatException e) {
        // Told below, as NaN is.
      }
      if (!Double.isFinite(value)) {
        throw new DataException(
            "%s: expected a finite number, found '%s'"
                .formatted(data.get(i).place(), truth.get(i)));
      }
      values[i] = value;
    }
    return values;
  }
}
