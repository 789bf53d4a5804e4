package dev.heed.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** A picture of a report. */
interface Picture {
  /** Of its file, without the end. */
  String name();

  /** What it shows, for a heading. */
  String title();

  /** What it shows, for those who cannot see it: with the figures that matter. */
  String alt();

  /** In pixels of a page; the file has two for each, so that it is sharp on any screen. */
  int width();

  /** In pixels of a page. */
  int height();

  /** Draws it over {@link #width} and {@link #height}. */
  void paint(Graphics2D graphics, Look look);

  /** A PNG file. */
  default byte[] png(Look look) {
    return encoded(
        2 * width(),
        2 * height(),
        graphics -> {
          graphics.scale(2, 2);
          graphics.setColor(look.paper());
          graphics.fillRect(0, 0, width(), height());
          paint(graphics, look);
        });
  }

  private static byte[] encoded(int width, int height, Consumer<Graphics2D> paint) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      paint.accept(graphics);
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IllegalStateException("this JDK writes no PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
