package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.FUNCTION;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.Softmax;
import java.util.ArrayList;
import java.util.List;

/** Softmax of rows, and of the scores of attention. */
final class SoftmaxOracle {
  /** The weights. */
  final double[] weights;

  /** How far each weight may be off. */
  final double[] tolerances;

  /** ln Σ e^score. */
  final double logSumExp;

  /** How far the log-sum-exp may be off. */
  final double logSumExpTolerance;

  /** True when there was nothing to weigh: no score, or −∞ alone. */
  final boolean nothing;

  /**
   * A score that is off by δ puts its weight off by the factor 1 ± δ, and so does the weighted mean
   * of all δ through the sum; subtracting the maximum rounds by u·|score − max|.
   *
   * @param count how many of the scores there are
   */
  SoftmaxOracle(double[] scores, double[] scoreTolerances, int count) {
    weights = new double[count];
    tolerances = new double[count];
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < count; j++) {
      max = Math.max(max, scores[j]);
    }
    nothing = max == Double.NEGATIVE_INFINITY;
    if (nothing) {
      logSumExp = Double.NEGATIVE_INFINITY;
      logSumExpTolerance = 0;
      return;
    }
    double sum = 0;
    double drift = 0;
    double[] relative = new double[count];
    for (int j = 0; j < count; j++) {
      weights[j] = Math.exp(scores[j] - max);
      relative[j] =
          weights[j] == 0 ? 0 : scoreTolerances[j] + U * Math.abs(scores[j] - max) + FUNCTION;
      sum += weights[j];
      drift += weights[j] * relative[j];
    }
    drift = drift / sum + Rounding.sum(count);
    for (int j = 0; j < count; j++) {
      weights[j] /= sum;
      tolerances[j] = weights[j] * (relative[j] + drift + 2 * U) + Float.MIN_NORMAL;
    }
    logSumExp = max + Math.log(sum);
    logSumExpTolerance =
        drift + FUNCTION * Math.abs(Math.log(sum)) + U * (Math.abs(max) + Math.abs(logSumExp));
  }

  static List<Expected> softmax(Softmax op, Held held) {
    HostTensor in = held.of(op.in());
    Expected out = Expected.like(held.of(op.out()));
    int width = in.width();
    double[] exact = new double[width];
    Expected logSumExp = op.logSumExp() == null ? null : Expected.like(held.of(op.logSumExp()));
    double[] scores = new double[width];
    for (int r = 0; r < in.rows(); r++) {
      for (int c = 0; c < width; c++) {
        scores[c] = in.get(r * width + c);
      }
      SoftmaxOracle row = new SoftmaxOracle(scores, exact, width);
      for (int c = 0; c < width; c++) {
        out.set(r * width + c, row.weights[c], row.tolerances[c]);
      }
      if (logSumExp != null) {
        logSumExp.set(r, row.logSumExp, row.logSumExpTolerance);
      }
    }
    List<Expected> all = new ArrayList<>(List.of(out));
    if (logSumExp != null) {
      all.add(logSumExp);
    }
    return all;
  }
}
