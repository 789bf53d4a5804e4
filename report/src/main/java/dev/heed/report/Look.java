package dev.heed.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * The colours of pictures, by day and by night: those of the page around them.
 *
 * @param paper behind all
 * @param ink of texts
 * @param faint of lines that only guide the eye
 * @param series of lines and bars, told apart with any kind of colour vision (Okabe and Ito, 2008)
 */
record Look(Color paper, Color ink, Color faint, Color[] series) {
  static final Look LIGHT =
      new Look(
          Color.WHITE,
          new Color(0x24292F),
          new Color(0xE3E6EA),
          colors(0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9));

  static final Look DARK =
      new Look(
          new Color(0x1B1F24),
          new Color(0xD5DAE0),
          new Color(0x363C44),
          colors(0x56B4E9, 0xE88A3C, 0x2FBF91, 0xDD9CC0, 0xF0C14B, 0x9CCBEF));

  private static final int FONT = 13;

  private static Color[] colors(int... rgb) {
    Color[] colors = new Color[rgb.length];
    for (int c = 0; c < rgb.length; c++) {
      colors[c] = new Color(rgb[c]);
    }
    return colors;
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Of the series with this number; after the last comes the first again. */
  Color color(int number) {
    return series[number % series.length];
  }

  /** A colour between paper (0) and another one (1). */
  Color toward(Color other, double share) {
    double part = Math.clamp(share, 0.0, 1.0);
    return new Color(
        between(paper.getRed(), other.getRed(), part),
        between(paper.getGreen(), other.getGreen(), part),
        between(paper.getBlue(), other.getBlue(), part));
  }

  private static int between(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }

  /** Gives a chart with axes this look. */
  void apply(AxesChartStyler styler) {
    styler.setAxisTickLabelsFont(font(Font.PLAIN, FONT - 1));
    styler.setAxisTitleFont(font(Font.PLAIN, FONT));
    styler.setAxisTickLabelsColor(ink);
    styler.setAxisTickMarksColor(faint);
    styler.setPlotGridLinesColor(faint);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotMargin(4);
    styler.setXAxisTickMarkSpacingHint(80);
    styler.setYAxisTickMarkSpacingHint(44);
    styler.setErrorBarsColorSeriesColor(true);
    styler
        .setChartBackgroundColor(paper)
        .setPlotBackgroundColor(paper)
        .setPlotBorderVisible(false)
        .setChartFontColor(ink)
        .setChartTitleFont(font(Font.BOLD, FONT + 2))
        .setChartTitleFontColor(ink)
        .setXAxisTitleColor(ink)
        .setYAxisTitleColor(ink)
        .setLegendFont(font(Font.PLAIN, FONT))
        .setLegendBackgroundColor(paper)
        .setLegendBorderColor(paper)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLocale(Locale.ROOT)
        .setAntiAlias(true);
  }
}
