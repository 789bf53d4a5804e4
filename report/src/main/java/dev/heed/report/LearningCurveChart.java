package dev.heed.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/**
 * The lines of a {@link LearningCurve} with their intervals. The numbers of examples stand at equal
 * distances; methods stand a little beside each other, so that their intervals can be told apart.
 */
record LearningCurveChart(LearningCurve curve) implements Picture {
  private static final int LEFT = 70;
  private static final int TOP = 44;
  private static final int PLOT_HEIGHT = 340;

  /** Beneath the plot: labels, what they are, and a line of the legend for each two methods. */
  private static final int LABELS = 58;

  private static final int LEGEND_LINE = 22;

  /** In parts of the distance between two numbers of examples. */
  private static final double ASIDE = 0.05;

  private static final BasicStroke LINE =
      new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke INTERVAL = new BasicStroke(1.4f);

  @Override
  public String name() {
    return "learning-curve";
  }

  @Override
  public String title() {
    return "%s by %s".formatted(Shown.label(curve.metric(), 40), Shown.label(curve.examples(), 40));
  }

  @Override
  public String alt() {
    List<String> told = new ArrayList<>();
    for (LearningCurve.Method method : curve.methods()) {
      List<String> points = new ArrayList<>();
      method
          .points()
          .forEach(point -> points.add(point.examples() + ": " + Shown.number(point.value())));
      told.add(method.name() + " " + String.join(", ", points));
    }
    return title() + ". " + String.join("; ", told) + ".";
  }

  @Override
  public int width() {
    return 760;
  }

  @Override
  public int height() {
    return TOP + PLOT_HEIGHT + LABELS + LEGEND_LINE * Math.ceilDiv(curve.methods().size(), 2) + 8;
  }

  @Override
  public void paint(Graphics2D graphics, Look look) {
    List<String> columns = columns();
    Axes axes = axes(columns.size());
    axes.rows(graphics, look, 7);
    for (int c = 0; c < columns.size(); c++) {
      axes.column(graphics, look, c, Shown.label(columns.get(c), 12));
    }
    axes.titles(
        graphics,
        look,
        title(),
        Shown.label(curve.examples(), 60),
        Shown.label(curve.metric(), 40));
    for (int m = 0; m < curve.methods().size(); m++) {
      graphics.setColor(look.color(m));
      double aside = ASIDE * (m - (curve.methods().size() - 1) / 2.0);
      paint(graphics, axes, curve.methods().get(m), columns, aside);
      legend(graphics, look, m);
    }
  }

  private void paint(
      Graphics2D graphics,
      Axes axes,
      LearningCurve.Method method,
      List<String> columns,
      double aside) {
    Path2D line = new Path2D.Double();
    for (LearningCurve.Point point : inOrder(method, columns)) {
      double x = axes.x(columns.indexOf(point.examples()) + aside);
      double y = axes.y(point.value());
      if (line.getCurrentPoint() == null) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
      graphics.fill(new Ellipse2D.Double(x - 4, y - 4, 8, 8));
      if (Double.isFinite(point.low()) && Double.isFinite(point.high())) {
        double low = axes.y(point.low());
        double high = axes.y(point.high());
        graphics.setStroke(INTERVAL);
        graphics.draw(new Line2D.Double(x, low, x, high));
        graphics.draw(new Line2D.Double(x - 4, low, x + 4, low));
        graphics.draw(new Line2D.Double(x - 4, high, x + 4, high));
      }
    }
    graphics.setStroke(LINE);
    graphics.draw(line);
  }

  private void legend(Graphics2D graphics, Look look, int method) {
    double x = LEFT + (method % 2) * (width() - LEFT) / 2.0;
    double y = TOP + PLOT_HEIGHT + LABELS + LEGEND_LINE * (method / 2) + 6.0;
    graphics.setStroke(LINE);
    graphics.draw(new Line2D.Double(x, y, x + 28, y));
    graphics.fill(new Ellipse2D.Double(x + 10, y - 4, 8, 8));
    graphics.setColor(look.ink());
    graphics.setFont(Look.font(Font.PLAIN, 13));
    graphics.drawString(
        Shown.label(curve.methods().get(method).name(), 40), (float) x + 36, (float) y + 5);
  }

  /** All that has a value, numbers first and by size. */
  private List<String> columns() {
    LinkedHashSet<String> columns = new LinkedHashSet<>();
    curve.methods().forEach(m -> m.points().forEach(point -> columns.add(point.examples())));
    return columns.stream().sorted((a, b) -> Double.compare(size(a), size(b))).toList();
  }

  private static double size(String examples) {
    String digits = examples.replace(",", "").strip().toLowerCase(Locale.ROOT);
    return digits.matches("[0-9]{1,15}") ? Double.parseDouble(digits) : Double.POSITIVE_INFINITY;
  }

  private static List<LearningCurve.Point> inOrder(
      LearningCurve.Method method, List<String> columns) {
    return method.points().stream()
        .filter(point -> Double.isFinite(point.value()))
        .sorted(
            (a, b) -> Integer.compare(columns.indexOf(a.examples()), columns.indexOf(b.examples())))
        .toList();
  }

  private Axes axes(int columns) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (LearningCurve.Method method : curve.methods()) {
      for (LearningCurve.Point point : method.points()) {
        for (double end : new double[] {point.value(), point.low(), point.high()}) {
          if (Double.isFinite(end)) {
            least = Math.min(least, end);
            most = Math.max(most, end);
          }
        }
      }
    }
    if (least > most) {
      least = 0;
      most = 1;
    }
    double margin = least == most ? Math.max(0.05, 0.1 * Math.abs(most)) : 0.06 * (most - least);
    boolean share = least >= 0 && most <= 1;
    return new Axes(
        new Rectangle2D.Double(LEFT, TOP, width() - LEFT - 20, PLOT_HEIGHT),
        -0.5,
        Math.max(1, columns) - 0.5,
        share ? Math.max(0, least - margin) : least - margin,
        share ? Math.min(1.01, most + margin) : most + margin);
  }
}
