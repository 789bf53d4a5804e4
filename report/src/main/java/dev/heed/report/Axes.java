package dev.heed.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/**
 * Where values lie on a picture, and the frame around them: for what XChart does not draw.
 *
 * @param plot the part of the picture that values may take
 * @param left value of its left edge
 * @param right value of its right edge
 * @param bottom value of its lower edge
 * @param top value of its upper edge
 */
record Axes(Rectangle2D plot, double left, double right, double bottom, double top) {
  private static final int FONT = 12;

  double x(double value) {
    return plot.getX() + plot.getWidth() * (value - left) / (right - left);
  }

  double y(double value) {
    return plot.getMaxY() - plot.getHeight() * (value - bottom) / (top - bottom);
  }

  /** A distance between ticks of 1, 2 or 5 times a power of ten, for about so many of them. */
  static double spacing(double range, int ticks) {
    double rough = range / ticks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  /** Lines across the plot, with their values to the left. */
  void rows(Graphics2D graphics, Look look, int ticks) {
    double spacing = spacing(top - bottom, ticks);
    graphics.setStroke(new BasicStroke(1));
    for (long tick = (long) Math.ceil(bottom / spacing - 1e-9);
        tick * spacing <= top + 1e-9 * spacing;
        tick++) {
      double at = y(tick * spacing);
      graphics.setColor(look.faint());
      graphics.draw(new Line2D.Double(plot.getX(), at, plot.getMaxX(), at));
      String label = Shown.tick(tick * spacing);
      graphics.setColor(look.ink());
      graphics.setFont(Look.font(Font.PLAIN, FONT));
      FontMetrics metrics = graphics.getFontMetrics();
      graphics.drawString(
          label,
          (float) (plot.getX() - 8 - metrics.stringWidth(label)),
          (float) (at + metrics.getAscent() / 2.0 - 2));
    }
  }

  /** A label under the plot. */
  void column(Graphics2D graphics, Look look, double value, String label) {
    graphics.setColor(look.faint());
    graphics.draw(new Line2D.Double(x(value), plot.getMaxY(), x(value), plot.getMaxY() + 4));
    graphics.setColor(look.ink());
    graphics.setFont(Look.font(Font.PLAIN, FONT));
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.drawString(
        label,
        (float) (x(value) - metrics.stringWidth(label) / 2.0),
        (float) (plot.getMaxY() + 6 + metrics.getAscent()));
  }

  /** A title over the plot, and what the axes are. */
  void titles(Graphics2D graphics, Look look, String title, String across, String up) {
    graphics.setColor(look.ink());
    double middle = plot.getCenterX();
    centred(graphics, title, Look.font(Font.BOLD, FONT + 3), middle, plot.getY() - 14);
    centred(graphics, across, Look.font(Font.PLAIN, FONT + 1), middle, plot.getMaxY() + 42);
    AffineTransform upright = graphics.getTransform();
    graphics.translate(plot.getX() - 52, plot.getCenterY());
    graphics.rotate(-Math.PI / 2);
    centred(graphics, up, Look.font(Font.PLAIN, FONT + 1), 0, 0);
    graphics.setTransform(upright);
  }

  private static void centred(Graphics2D graphics, String text, Font font, double x, double y) {
    graphics.setFont(font);
    double width = graphics.getFontMetrics().stringWidth(text);
    graphics.drawString(text, (float) (x - width / 2), (float) y);
  }
}
