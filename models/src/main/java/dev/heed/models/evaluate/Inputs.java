package dev.heed.models.evaluate;

/** What every metric asks of what it is given. */
final class Inputs {
  /** Probabilities of a row in float32 sum to 1 to about this, with some thousand classes. */
  private static final double SUM_TOLERANCE = 1e-3;

  private Inputs() {}

  /** How many examples there are: as many predictions as truths, one at least. */
  static int examples(String metric, int truths, int predictions) {
    if (truths != predictions) {
      throw wrong(
          metric,
          "%,d truths and %,d predictions; expected as many of each"
              .formatted(truths, predictions));
    }
    if (truths == 0) {
      throw wrong(metric, "no examples; expected at least one");
    }
    return truths;
  }

  static void finite(String metric, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw wrong(metric, "value %,d is %s; expected a finite one".formatted(i, values[i]));
      }
    }
  }

  /** Each class is from 0 to below {@code classes}. */
  static void classes(String metric, int[] truth, int classes) {
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] < 0 || truth[i] >= classes) {
        throw wrong(
            metric,
            "example %,d is of class %d; expected 0 to %d".formatted(i, truth[i], classes - 1));
      }
    }
  }

  /** How many columns each of the rows has: the same number of finite ones, one at least. */
  static int columns(String metric, double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns || columns == 0) {
        throw wrong(
            metric,
            "row %,d has %,d columns; expected %,d in each, and one at least"
                .formatted(i, rows[i].length, columns));
      }
      finite(metric + ", row " + i, rows[i]);
    }
    return columns;
  }

  /** The number of classes, where each row holds a probability for each of them. */
  static int probabilities(String metric, int[] truth, double[][] rows) {
    examples(metric, truth.length, rows.length);
    int classes = columns(metric, rows);
    classes(metric, truth, classes);
    for (int i = 0; i < rows.length; i++) {
      double sum = 0;
      for (double probability : rows[i]) {
        probability(metric, i, probability);
        sum += probability;
      }
      if (Math.abs(sum - 1) > SUM_TOLERANCE) {
        throw wrong(metric, "the probabilities of row %,d sum to %s; expected 1".formatted(i, sum));
      }
    }
    return classes;
  }

  static void probability(String metric, int i, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw wrong(
          metric, "a probability of example %,d is %s; expected 0 to 1".formatted(i, probability));
    }
  }

  static IllegalArgumentException wrong(String metric, String what) {
    return new IllegalArgumentException(metric + ": " + what);
  }
}
