package dev.heed.models.evaluate;

import java.util.Arrays;

/** How often each class was taken for each: counts [truth, prediction]. */
public final class ConfusionMatrix {
  private final long[][] counts;
  private final long examples;

  private ConfusionMatrix(long[][] counts, long examples) {
    this.counts = counts;
    this.examples = examples;
  }

  /**
   * Counts pairs of a true and a predicted class.
   *
   * @param classes how many there are; both name them from 0
   * @throws IllegalArgumentException when the lengths differ or are 0, or a class is none of them
   */
  public static ConfusionMatrix of(int[] truth, int[] predicted, int classes) {
    Inputs.examples("confusion matrix", truth.length, predicted.length);
    Inputs.classes("confusion matrix", truth, classes);
    Inputs.classes("confusion matrix, predictions", predicted, classes);
    long[][] counts = new long[classes][classes];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i]][predicted[i]]++;
    }
    return new ConfusionMatrix(counts, truth.length);
  }

  public int classes() {
    return counts.length;
  }

  public long examples() {
    return examples;
  }

  /** A copy: a row for each true class, a column for each predicted one. */
  public long[][] counts() {
    return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  /** The part of the examples whose class was predicted. */
  public double accuracy() {
    return Arrays.stream(hits()).sum() / (double) examples;
  }

  /**
   * The mean recall of the classes that occur in truth (Brodersen et al., "The balanced accuracy
   * and its posterior distribution", 2010).
   */
  public double balancedAccuracy() {
    return scores().perClass().stream()
        .filter(score -> score.support() > 0)
        .mapToDouble(ClassScore::recall)
        .average()
        .orElseThrow();
  }

  /**
   * Matthews' correlation coefficient for any number of classes, −1 to 1 (Gorodkin, "Comparing two
   * K-category assignments by a K-category correlation coefficient", 2004). 0 where truth or
   * prediction is of one class only, as in scikit-learn.
   */
  public double mcc() {
    double all = examples;
    double expected = dot(actual(), predicted());
    double both = Arrays.stream(hits()).sum() * all - expected;
    double spread =
        (all * all - dot(actual(), actual())) * (all * all - dot(predicted(), predicted()));
    return spread == 0 ? 0 : both / Math.sqrt(spread);
  }

  /**
   * Agreement beyond chance, −1 to 1 (Cohen, "A coefficient of agreement for nominal scales",
   * 1960). NaN where chance alone agrees always: truth and prediction are of one and the same
   * class.
   */
  public double cohenKappa() {
    double all = examples;
    double chance = dot(actual(), predicted()) / (all * all);
    return chance == 1 ? Double.NaN : (accuracy() - chance) / (1 - chance);
  }

  /** Precision, recall and F1. */
  public ClassScores scores() {
    return ClassScores.of(hits(), predicted(), actual());
  }

  private long[] hits() {
    long[] hits = new long[classes()];
    Arrays.setAll(hits, c -> counts[c][c]);
    return hits;
  }

  private long[] actual() {
    long[] actual = new long[classes()];
    Arrays.setAll(actual, c -> Arrays.stream(counts[c]).sum());
    return actual;
  }

  private long[] predicted() {
    long[] predicted = new long[classes()];
    Arrays.setAll(predicted, c -> Arrays.stream(counts).mapToLong(row -> row[c]).sum());
    return predicted;
  }

  private static double dot(long[] a, long[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += (double) a[c] * b[c];
    }
    return sum;
  }
}
