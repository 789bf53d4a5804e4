package dev.heed.models.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What predicted numbers are measured by.
 *
 * @param examples how many
 * @param mae mean of |truth − prediction|, in the unit of truth
 * @param mse mean of (truth − prediction)²
 * @param r2 the coefficient of determination: 1 − Σ (truth − prediction)² / Σ (truth − mean)². With
 *     a constant truth 1 where all is exact and else 0, as in scikit-learn; NaN for one example
 * @param pearson see {@link Correlation#pearson}
 * @param spearman see {@link Correlation#spearman}
 * @param kendall see {@link Correlation#kendall}
 */
public record RegressionMetrics(
    int examples,
    double mae,
    double mse,
    double r2,
    double pearson,
    double spearman,
    double kendall)
    implements Metrics {
  /**
   * Measures truth [examples] against prediction [examples].
   *
   * @throws IllegalArgumentException when the lengths differ or are 0, or a value is not finite
   */
  public static RegressionMetrics of(double[] truth, double[] prediction) {
    int n = Inputs.examples("regression", truth.length, prediction.length);
    Inputs.finite("regression, truth", truth);
    Inputs.finite("regression, prediction", prediction);
    double absolute = 0;
    double squares = 0;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      double off = truth[i] - prediction[i];
      absolute += Math.abs(off);
      squares += off * off;
      mean += truth[i] / n;
    }
    double spread = 0;
    if (!Correlation.constant(truth)) { // of ten times 0.1 the mean is not 0.1
      for (double value : truth) {
        spread += (value - mean) * (value - mean);
      }
    }
    return new RegressionMetrics(
        n,
        absolute / n,
        squares / n,
        n == 1 ? Double.NaN : r2(squares, spread),
        Correlation.pearson(truth, prediction),
        Correlation.spearman(truth, prediction),
        Correlation.kendall(truth, prediction));
  }

  private static double r2(double squares, double spread) {
    if (spread == 0) {
      return squares == 0 ? 1 : 0;
    }
    return 1 - squares / spread;
  }

  /** The root of {@link #mse}, in the unit of truth. */
  public double rmse() {
    return Math.sqrt(mse);
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("examples", examples)
        .put("mae", mae)
        .put("mse", mse)
        .put("rmse", rmse())
        .put("r2", r2)
        .put("pearson", pearson)
        .put("spearman", spearman)
        .put("kendall", kendall)
        .done();
  }
}
