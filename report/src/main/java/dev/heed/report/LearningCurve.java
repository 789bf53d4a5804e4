package dev.heed.report;

import java.util.List;

/**
 * How good methods are by the number of examples that they learned from: the few-shot plot.
 *
 * @param metric what is measured, such as {@code accuracy}
 * @param examples what is counted, such as {@code examples per class}
 * @param methods each of which is a line
 */
public record LearningCurve(String metric, String examples, List<Method> methods) {
  public LearningCurve {
    methods = List.copyOf(methods);
  }

  /**
   * A method.
   *
   * @param points by the number of examples
   */
  public record Method(String name, List<Point> points) {
    public Method {
      points = List.copyOf(points);
    }
  }

  /**
   * What a method reached.
   *
   * @param examples how many, as the axis shows it: a number, or such as {@code all}; methods meet
   *     where they say the same
   * @param value the mean over runs
   * @param low end of its interval; NaN for none
   * @param high end of its interval; NaN for none
   */
  public record Point(String examples, double value, double low, double high) {
    /** Without an interval. */
    public static Point of(String examples, double value) {
      return new Point(examples, value, Double.NaN, Double.NaN);
    }
  }

  /** A picture of it as PNG, in light colours. */
  public byte[] png() {
    return new LearningCurveChart(this).png(Look.LIGHT);
  }
}
