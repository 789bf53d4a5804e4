package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

/** Sums of as many terms as come, one for each element of an output. */
final class Totals {
  private final double[] values;
  private final double[] magnitudes;
  private final double[] errors;
  private final int[] terms;

  /** All 0. */
  Totals(int count) {
    values = new double[count];
    magnitudes = new double[count];
    errors = new double[count];
    terms = new int[count];
  }

  /** Sums that start from what a tensor holds, and keep it where nothing is added. */
  static Totals from(HostTensor held) {
    Totals totals = new Totals(held.count());
    for (int e = 0; e < held.count(); e++) {
      totals.values[e] = held.get(e);
      totals.magnitudes[e] = Math.abs(held.get(e));
    }
    return totals;
  }

  /** Adds a term that is off by so much at most. */
  void add(int e, double term, double error) {
    values[e] += term;
    magnitudes[e] += Math.abs(term);
    errors[e] += error;
    terms[e]++;
  }

  /** Adds a product of two values that are held as they are. */
  void add(int e, double term) {
    add(e, term, 0);
  }

  void add(int e, Rounded term) {
    add(e, term.value(), term.error());
  }

  /** Sum e, with what was off in its terms and in adding them. */
  Rounded total(int e) {
    double error =
        errors[e]
            + Rounding.sum(terms[e] + 1) * magnitudes[e]
            + U * Math.abs(values[e])
            + terms[e] * TINY;
    return new Rounded(values[e], terms[e] == 0 ? 0 : error);
  }

  /** Expects the sums of an output. */
  void of(Expected out) {
    for (int e = 0; e < values.length; e++) {
      total(e).of(out, e);
    }
  }
}
