package dev.heed.report;

import dev.heed.models.evaluate.Calibration;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/**
 * How often a model was right by how sure it was (Guo et al., 2017): a bar for each bin, with its
 * gap to the line on which both are equal; beneath it, how many examples each bin has.
 */
record ReliabilityDiagram(Calibration calibration) implements Picture {
  private static final int LEFT = 70;
  private static final int SIZE = 380;
  private static final int TOP = 66;
  private static final int GAP = 16;
  private static final int COUNTS = 70;

  @Override
  public String name() {
    return "reliability";
  }

  @Override
  public String title() {
    return "Reliability";
  }

  @Override
  public String alt() {
    return "Reliability diagram: accuracy by confidence in %d bins. Expected calibration error %s, greatest gap %s."
        .formatted(
            calibration.bins().size(),
            Shown.percent(calibration.error()),
            Shown.percent(calibration.greatest()));
  }

  @Override
  public int width() {
    return LEFT + SIZE + 20;
  }

  @Override
  public int height() {
    return TOP + SIZE + GAP + COUNTS + 54;
  }

  @Override
  public void paint(Graphics2D graphics, Look look) {
    Axes axes = new Axes(new Rectangle2D.Double(LEFT, TOP, SIZE, SIZE), 0, 1, 0, 1);
    axes.rows(graphics, look, 5);
    Color gap = look.toward(look.color(1), 0.55);
    for (Calibration.Bin bin : calibration.bins()) {
      if (bin.count() > 0) {
        double both = Math.min(bin.accuracy(), bin.confidence());
        graphics.setColor(look.color(5));
        bar(graphics, axes, bin, 0, both);
        graphics.setColor(gap);
        bar(graphics, axes, bin, bin.accuracy(), bin.confidence());
        graphics.setColor(look.color(0));
        double level = axes.y(bin.accuracy());
        graphics.fill(
            new Rectangle2D.Double(
                axes.x(bin.low()) + 1, level - 2, axes.x(bin.high()) - axes.x(bin.low()) - 2, 4));
      }
    }
    graphics.setColor(look.ink());
    graphics.setStroke(
        new BasicStroke(
            1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 5}, 0));
    graphics.draw(new Line2D.Double(axes.x(0), axes.y(0), axes.x(1), axes.y(1)));
    graphics.setStroke(new BasicStroke(1));
    axes.titles(graphics, look, "", "", "accuracy");
    title(graphics, look);
    key(graphics, look, look.color(0), "accuracy of the bin", 20);
    key(graphics, look, gap, "gap to its confidence", 200);
    counts(graphics, look);
  }

  private void title(Graphics2D graphics, Look look) {
    graphics.setColor(look.ink());
    graphics.setFont(Look.font(Font.BOLD, 15));
    double width = graphics.getFontMetrics().stringWidth(title());
    graphics.drawString(title(), (float) (LEFT + (SIZE - width) / 2), 22);
  }

  private static void bar(
      Graphics2D graphics, Axes axes, Calibration.Bin bin, double from, double to) {
    double low = axes.y(Math.min(from, to));
    double high = axes.y(Math.max(from, to));
    double left = axes.x(bin.low()) + 1;
    graphics.fill(new Rectangle2D.Double(left, high, axes.x(bin.high()) - 1 - left, low - high));
  }

  private static void key(Graphics2D graphics, Look look, Color color, String text, int x) {
    graphics.setColor(color);
    graphics.fill(new Rectangle2D.Double(LEFT + x, TOP - 31, 12, 12));
    graphics.setColor(look.ink());
    graphics.setFont(Look.font(Font.PLAIN, 12));
    graphics.drawString(text, LEFT + x + 18, TOP - 20);
  }

  private void counts(Graphics2D graphics, Look look) {
    long most = calibration.bins().stream().mapToLong(Calibration.Bin::count).max().orElse(0);
    double top = Math.max(1, most);
    Axes axes =
        new Axes(new Rectangle2D.Double(LEFT, TOP + SIZE + GAP, SIZE, COUNTS), 0, 1, 0, top);
    axes.rows(graphics, look, 2);
    graphics.setColor(look.color(5));
    for (Calibration.Bin bin : calibration.bins()) {
      bar(graphics, axes, bin, 0, (double) bin.count());
    }
    for (int fifth = 0; fifth <= 5; fifth++) {
      axes.column(graphics, look, fifth / 5.0, Shown.tick(fifth / 5.0));
    }
    axes.titles(graphics, look, "", "confidence", "examples");
  }
}
