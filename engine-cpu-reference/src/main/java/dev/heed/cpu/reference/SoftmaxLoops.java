package dev.heed.cpu.reference;

import dev.heed.engine.op.Softmax;
import java.util.Arrays;

/** Softmax: each row on its own. */
final class SoftmaxLoops {
  private SoftmaxLoops() {}

  /** out = e^in / Σ e^in. */
  static void softmax(Softmax op) {
    for (int r = 0; r < op.in().rows(); r++) {
      float[] row = Rows.read(op.in(), r);
      double[] values = new double[row.length];
      for (int c = 0; c < row.length; c++) {
        values[c] = row[c];
      }
      double logSumExp = inPlace(values);
      for (int c = 0; c < row.length; c++) {
        row[c] = (float) values[c];
      }
      Rows.write(op.out(), r, row);
      if (op.logSumExp() != null) {
        Rows.set(op.logSumExp(), r, (float) logSumExp);
      }
    }
  }

  /**
   * Scores [n] → weights [n], in place; all 0 when every score is −∞.
   *
   * @return ln Σ e^score
   */
  static double inPlace(double[] scores) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      greatest = Math.max(greatest, score);
    }
    if (greatest == Double.NEGATIVE_INFINITY) {
      Arrays.fill(scores, 0);
      return Double.NEGATIVE_INFINITY;
    }
    double sum = 0;
    for (int j = 0; j < scores.length; j++) {
      scores[j] = StrictMath.exp(scores[j] - greatest);
      sum += scores[j];
    }
    for (int j = 0; j < scores.length; j++) {
      scores[j] /= sum;
    }
    return greatest + StrictMath.log(sum);
  }
}
