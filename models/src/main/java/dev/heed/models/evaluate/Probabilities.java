package dev.heed.models.evaluate;

/**
 * How good probabilities of classes are: truth [examples], probabilities [examples, classes].
 *
 * <p>All throw {@link IllegalArgumentException} when there are no examples, the lengths differ, a
 * truth is none of the classes, or a row is no distribution (a value outside 0 to 1, a sum more
 * than 0.001 off 1).
 */
public final class Probabilities {
  /** The least probability that log loss takes a class to have, as in scikit-learn. */
  private static final double LEAST = Math.ulp(1.0);

  private Probabilities() {}

  /**
   * The most probable class of each row [examples, classes] → [examples]; the first of equal ones.
   */
  public static int[] best(double[][] rows) {
    Inputs.columns("best class", rows);
    int[] best = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      best[i] = best(rows[i]);
    }
    return best;
  }

  static int best(double[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      if (row[c] > row[best]) {
        best = c;
      }
    }
    return best;
  }

  /**
   * The mean of −ln p(true class), in nats (Good, "Rational decisions", 1952). A p below 2⁻⁵²
   * counts as 2⁻⁵², and one closer to 1 than that as 1 − 2⁻⁵², as in scikit-learn, so that one 0
   * does not make all of it infinite.
   */
  public static double logLoss(int[] truth, double[][] probabilities) {
    Inputs.probabilities("log loss", truth, probabilities);
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      sum -= Math.log(Math.clamp(probabilities[i][truth[i]], LEAST, 1 - LEAST));
    }
    return sum / truth.length;
  }

  /**
   * The mean over examples of Σ (p(c) − [c is true])² over the classes, 0 to 2 (Brier,
   * "Verification of forecasts expressed in terms of probability", 1950). With two classes this is
   * twice the value that is usual for a single probability: see {@link BinaryRanking#brier}.
   */
  public static double brier(int[] truth, double[][] probabilities) {
    Inputs.probabilities("Brier score", truth, probabilities);
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      for (int c = 0; c < probabilities[i].length; c++) {
        double off = probabilities[i][c] - (c == truth[i] ? 1 : 0);
        sum += off * off;
      }
    }
    return sum / truth.length;
  }

  /**
   * The part of the examples whose true class is among the {@code k} most probable. Of equally
   * probable classes the later one counts as more probable, as in scikit-learn.
   *
   * @param k at least 1
   */
  public static double topAccuracy(int[] truth, double[][] probabilities, int k) {
    Inputs.probabilities("top-k accuracy", truth, probabilities);
    if (k < 1) {
      throw Inputs.wrong("top-k accuracy", "k is %d; expected at least 1".formatted(k));
    }
    int hits = 0;
    for (int i = 0; i < truth.length; i++) {
      if (before(probabilities[i], truth[i]) < k) {
        hits++;
      }
    }
    return (double) hits / truth.length;
  }

  private static int before(double[] row, int truth) {
    int before = 0;
    for (int c = 0; c < row.length; c++) {
      if (row[c] > row[truth] || (row[c] == row[truth] && c > truth)) {
        before++;
      }
    }
    return before;
  }
}
