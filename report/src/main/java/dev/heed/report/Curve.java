package dev.heed.report;

import java.util.Arrays;

/**
 * Values by step.
 *
 * @param name in the legend
 * @param steps rising
 * @param values of each step; NaN where there is none
 * @param kind how it is drawn
 */
record Curve(String name, double[] steps, double[] values, Kind kind) {
  /** More points than a chart has columns of pixels only cost time. */
  private static final int MOST_BUCKETS = 800;

  /** A smoothed line is worth it for so many points. */
  private static final int LEAST_TO_SMOOTH = 10;

  /** How a curve is drawn. */
  enum Kind {
    /** Thin and pale: what the smoothed line is of. */
    RAW,
    LINE,
    /** Few values, each of which is seen. */
    POINTS
  }

  boolean isEmpty() {
    return Arrays.stream(values).noneMatch(Double::isFinite);
  }

  boolean isWorthSmoothing() {
    return Arrays.stream(values).filter(Double::isFinite).count() >= LEAST_TO_SMOOTH;
  }

  /**
   * Its exponential moving average over about a fortieth of its values, without the bias of the
   * first (Kingma and Ba, "Adam", 2015, section 3). Values that are none do not count.
   */
  Curve smoothed() {
    double decay = 1 - Math.min(0.5, 80.0 / Math.max(160, values.length));
    double[] smooth = new double[values.length];
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        sum = decay * sum + (1 - decay) * values[i];
        weight = decay * weight + (1 - decay);
      }
      smooth[i] = sum / weight;
    }
    return new Curve(name + ", smoothed", steps, smooth, Kind.LINE);
  }

  /** At most the least and the greatest value of each of so many parts, without what is none. */
  Curve drawn() {
    int bucket = Math.max(1, values.length / MOST_BUCKETS);
    double[] xs = new double[values.length];
    double[] ys = new double[values.length];
    int kept = 0;
    for (int from = 0; from < values.length; from += bucket) {
      int to = Math.min(values.length, from + bucket);
      int least = -1;
      int most = -1;
      for (int i = from; i < to; i++) {
        if (Double.isFinite(values[i])) {
          least = least < 0 || values[i] < values[least] ? i : least;
          most = most < 0 || values[i] > values[most] ? i : most;
        }
      }
      if (least >= 0) {
        int first = Math.min(least, most);
        int last = Math.max(least, most);
        xs[kept] = steps[first];
        ys[kept++] = values[first];
        if (last != first) {
          xs[kept] = steps[last];
          ys[kept++] = values[last];
        }
      }
    }
    return new Curve(name, Arrays.copyOf(xs, kept), Arrays.copyOf(ys, kept), kind);
  }
}
