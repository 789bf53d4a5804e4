package dev.heed.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;

/**
 * A confusion matrix: a row for each true class, a column for each answer. The colour of a cell is
 * its share of its row, and goes with the root of it, so that few mistakes are seen too; the
 * diagonal has a colour of its own. Small matrices show the counts.
 *
 * @param counts [truth, answer]
 */
record ConfusionHeatMap(List<String> labels, long[][] counts) implements Picture {
  private static final int MARGIN = 14;
  private static final int TITLE = 44;

  /** Of a label, beyond which it is cut. */
  private static final int LONGEST = 30;

  /** With cells this large there is room for counts. */
  private static final int READABLE_CELL = 30;

  @Override
  public String name() {
    return "confusion-matrix";
  }

  @Override
  public String title() {
    return "Confusion matrix";
  }

  @Override
  public String alt() {
    long right = 0;
    long all = 0;
    for (int c = 0; c < counts.length; c++) {
      right += counts[c][c];
      all += Arrays.stream(counts[c]).sum();
    }
    return "Confusion matrix of %d classes, truth down and answers across: %s of %s examples are right. The pairs that are confused most stand in the table below."
        .formatted(counts.length, Shown.count(right), Shown.count(all));
  }

  private int cell() {
    return Math.clamp(760 / Math.max(1, counts.length), 13, 56);
  }

  private int fontSize() {
    return Math.clamp(cell() - 2, 10, 13);
  }

  /** Of the longest label, with its distance to the matrix. */
  private int labelRoom() {
    Font font = Look.font(Font.PLAIN, fontSize());
    FontRenderContext measure = new FontRenderContext(null, true, true);
    double longest = 40;
    for (String label : labels) {
      longest =
          Math.max(longest, font.getStringBounds(Shown.label(label, LONGEST), measure).getWidth());
    }
    return (int) Math.ceil(longest) + 10;
  }

  private int left() {
    return MARGIN + 20 + labelRoom();
  }

  private int top() {
    return TITLE + 22 + labelRoom();
  }

  @Override
  public int width() {
    return Math.max(left() + cell() * counts.length + MARGIN, 300);
  }

  @Override
  public int height() {
    return top() + cell() * counts.length + MARGIN;
  }

  @Override
  public void paint(Graphics2D graphics, Look look) {
    int side = cell() * counts.length;
    graphics.setColor(look.ink());
    graphics.setFont(Look.font(Font.BOLD, 15));
    graphics.drawString(title(), MARGIN, 26);
    graphics.setFont(Look.font(Font.PLAIN, 13));
    centred(graphics, "answer", left() + side / 2.0, TITLE + 10);
    AffineTransform upright = graphics.getTransform();
    graphics.translate(MARGIN + 10, top() + side / 2.0);
    graphics.rotate(-Math.PI / 2);
    centred(graphics, "truth", 0, 0);
    graphics.setTransform(upright);
    for (int truth = 0; truth < counts.length; truth++) {
      row(graphics, look, truth);
    }
    graphics.setColor(look.toward(look.ink(), 0.5));
    graphics.draw(new Rectangle2D.Double(left() - 0.5, top() - 0.5, side, side));
    labels(graphics, look);
  }

  private void row(Graphics2D graphics, Look look, int truth) {
    double all = Math.max(1, Arrays.stream(counts[truth]).sum());
    for (int answer = 0; answer < counts.length; answer++) {
      double x = left() + (double) cell() * answer;
      double y = top() + (double) cell() * truth;
      double share = Math.sqrt(counts[truth][answer] / all);
      Color full = look.color(truth == answer ? 0 : 1);
      Color color =
          counts[truth][answer] == 0 ? look.paper() : look.toward(full, 0.12 + 0.88 * share);
      graphics.setColor(color);
      graphics.fill(new Rectangle2D.Double(x, y, cell(), cell()));
      if (counts.length <= 100) {
        graphics.setColor(look.faint());
        graphics.draw(new Rectangle2D.Double(x - 0.5, y - 0.5, cell(), cell()));
      }
      if (cell() >= READABLE_CELL && counts[truth][answer] > 0) {
        graphics.setColor(readableOn(color));
        String count = Shown.count(counts[truth][answer]);
        graphics.setFont(Look.font(Font.PLAIN, count.length() > 4 ? 10 : 12));
        centred(graphics, count, x + cell() / 2.0, y + cell() / 2.0 + 4);
      }
    }
  }

  private void labels(Graphics2D graphics, Look look) {
    graphics.setFont(Look.font(Font.PLAIN, fontSize()));
    FontMetrics metrics = graphics.getFontMetrics();
    double drop = (metrics.getAscent() - metrics.getDescent()) / 2.0;
    graphics.setColor(look.ink());
    for (int c = 0; c < counts.length; c++) {
      String label = Shown.label(labels.get(c), LONGEST);
      double middle = (c + 0.5) * cell();
      double width = metrics.stringWidth(label);
      graphics.drawString(label, (float) (left() - 6 - width), (float) (top() + middle + drop));
      AffineTransform upright = graphics.getTransform();
      graphics.translate(left() + middle + drop, top() - 6);
      graphics.rotate(-Math.PI / 2);
      graphics.drawString(label, 0, 0);
      graphics.setTransform(upright);
    }
  }

  /** Black or white, whichever can be read on it (luma as in Rec. 601). */
  private static Color readableOn(Color color) {
    double luma = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
    return luma > 140 ? Color.BLACK : Color.WHITE;
  }

  private static void centred(Graphics2D graphics, String text, double x, double y) {
    double width = graphics.getFontMetrics().stringWidth(text);
    graphics.drawString(text, (float) (x - width / 2), (float) y);
  }
}
