package dev.heed.app.training;

import dev.heed.models.data.Dataset;
import dev.heed.report.Mistake;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The texts that a model is most wrong about, for people. */
public final class TextMistakes {
  private static final int MOST = 50;
  private static final double THRESHOLD = 0.5;
  private static final String NONE = "none";

  /** Between the columns that make one text. */
  private static final String BETWEEN = " | ";

  private TextMistakes() {}

  /**
   * @param weight how bad it is
   */
  private record Wrong(double weight, Mistake mistake) {}

  /**
   * Of one label a text, the surest first.
   *
   * @param columns of the texts
   * @param truth of each example
   * @param probabilities [examples, labels]
   */
  public static List<Mistake> ofLabels(
      Dataset data,
      List<String> columns,
      List<String> truth,
      double[][] probabilities,
      List<String> labels) {
    return worst(
        data,
        i -> {
          int best = 0;
          for (int l = 1; l < labels.size(); l++) {
            best = probabilities[i][l] > probabilities[i][best] ? l : best;
          }
          double sure = probabilities[i][best];
          return labels.get(best).equals(truth.get(i))
              ? null
              : new Wrong(
                  sure, new Mistake(text(data, columns, i), truth.get(i), labels.get(best), sure));
        });
  }

  /**
   * Of several labels a text: those with most that hold and were not given, or were given and do
   * not hold, each by how sure the model was of it.
   *
   * @param truth the labels of each example
   */
  public static List<Mistake> ofSeveral(
      Dataset data,
      List<String> columns,
      List<Set<String>> truth,
      double[][] probabilities,
      List<String> labels) {
    return worst(
        data,
        i -> {
          double weight = 0;
          List<String> given = new ArrayList<>();
          for (int l = 0; l < labels.size(); l++) {
            double p = probabilities[i][l];
            boolean isGiven = p >= THRESHOLD;
            if (isGiven) {
              given.add(labels.get(l));
            }
            if (isGiven != truth.get(i).contains(labels.get(l))) {
              weight += isGiven ? p : 1 - p;
            }
          }
          return weight == 0
              ? null
              : new Wrong(
                  weight,
                  new Mistake(text(data, columns, i), all(truth.get(i)), all(given), Double.NaN));
        });
  }

  /**
   * Of numbers, the furthest first.
   *
   * @param truth of each example, as the data has it
   * @param answers of the model
   */
  public static List<Mistake> ofNumbers(
      Dataset data, List<String> columns, List<String> truth, double[] answers) {
    return worst(
        data,
        i -> {
          double error = Math.abs(Double.parseDouble(truth.get(i).strip()) - answers[i]);
          return error == 0
              ? null
              : new Wrong(
                  error,
                  new Mistake(
                      text(data, columns, i),
                      truth.get(i).strip(),
                      String.format(Locale.ROOT, "%.4g", answers[i]),
                      Double.NaN));
        });
  }

  private static List<Mistake> worst(Dataset data, IntFunction<@Nullable Wrong> of) {
    List<Wrong> all = new ArrayList<>();
    IntStream.range(0, data.size())
        .forEach(i -> {
          Wrong wrong = of.apply(i);
          if (wrong != null) {
            all.add(wrong);
          }
        });
    all.sort(Comparator.comparingDouble(Wrong::weight).reversed());
    return all.stream().limit(MOST).map(Wrong::mistake).toList();
  }

  private static String text(Dataset data, List<String> columns, int example) {
    return String.join(BETWEEN, columns.stream().map(data.get(example)::get).toList());
  }

  private static String all(Iterable<String> labels) {
    String joined = String.join("; ", labels);
    return joined.isEmpty() ? NONE : joined;
  }
}
