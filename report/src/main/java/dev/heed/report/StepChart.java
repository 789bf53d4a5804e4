package dev.heed.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over the steps of a training.
 *
 * @param axis what the values are
 * @param curves none of them empty
 */
record StepChart(String name, String title, String axis, List<Curve> curves) implements Picture {
  private static final BasicStroke THIN =
      new BasicStroke(1, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke THICK =
      new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

  @Override
  public int width() {
    return 560;
  }

  @Override
  public int height() {
    return curves.size() > 1 ? 350 : 320;
  }

  @Override
  public String alt() {
    List<String> told = new ArrayList<>();
    for (Curve curve : curves) {
      double[] values = Arrays.stream(curve.values()).filter(Double::isFinite).toArray();
      told.add(
          "%s: first %s, last %s, least %s, greatest %s"
              .formatted(
                  curve.name(),
                  Shown.number(values[0]),
                  Shown.number(values[values.length - 1]),
                  Shown.number(Arrays.stream(values).min().orElse(Double.NaN)),
                  Shown.number(Arrays.stream(values).max().orElse(Double.NaN))));
    }
    return title + " by step. " + String.join("; ", told) + ".";
  }

  @Override
  public void paint(Graphics2D graphics, Look look) {
    XYChart chart =
        new XYChartBuilder()
            .width(width())
            .height(height())
            .title(title)
            .xAxisTitle("step")
            .yAxisTitle(axis)
            .build();
    look.apply(chart.getStyler());
    chart.getStyler().setLegendVisible(curves.size() > 1);
    chart.getStyler().setMarkerSize(7);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setXAxisDecimalPattern("#,##0.##");
    chart.getStyler().setYAxisTickLabelsFormattingFunction(Shown::tick);
    range(chart);
    int colour = 0;
    for (Curve curve : curves) {
      Curve drawn = curve.drawn();
      XYSeries series =
          chart.addSeries(Shown.label(curve.name(), 60), drawn.steps(), drawn.values());
      Color color = look.color(curve.kind() == Curve.Kind.RAW ? colour : colour++);
      series.setLineColor(curve.kind() == Curve.Kind.RAW ? look.toward(color, 0.4) : color);
      series.setLineStyle(curve.kind() == Curve.Kind.RAW ? THIN : THICK);
      boolean points = curve.kind() == Curve.Kind.POINTS || drawn.steps().length == 1;
      series.setMarker(points ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE).setMarkerColor(color);
    }
    chart.paint(graphics, width(), height());
  }

  /** From one tick to another; where all values are one, an axis needs a length all the same. */
  private void range(XYChart chart) {
    double last = curves.stream().flatMapToDouble(c -> Arrays.stream(c.steps())).max().orElse(1);
    double steps = Math.max(1, Axes.spacing(last, 8));
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(steps * Math.max(2, Math.ceil(last / steps)));
    double[] values =
        curves.stream()
            .flatMapToDouble(c -> Arrays.stream(c.values()))
            .filter(Double::isFinite)
            .toArray();
    double least = Arrays.stream(values).min().orElse(0);
    double most = Arrays.stream(values).max().orElse(1);
    if (least == most) {
      double margin = least == 0 ? 1 : 0.1 * Math.abs(least);
      least -= margin;
      most += margin;
    } else if (least > 0 && least < 0.5 * most) {
      least = 0;
    }
    double spacing = Axes.spacing(most - least, 5);
    chart.getStyler().setYAxisMin(spacing * Math.floor(least / spacing));
    chart.getStyler().setYAxisMax(spacing * Math.ceil(most / spacing));
  }
}
