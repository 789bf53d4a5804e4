package dev.heed.bench.chart;

import dev.heed.bench.limit.MachineLimits;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Work by its operations per byte and how fast it went, under the roofs of the machine: the
 * bandwidth of memory and of each cache on a slope, the FMA ceiling above (Williams, Waterman and
 * Patterson, 2009). The slope of a cache holds for operands that stay there.
 */
public final class Roofline implements Chart {
  /** The farther away, the more solid: memory comes last. */
  private static final BasicStroke[] ROOF_LINES = {
    SeriesLines.DOT_DOT, SeriesLines.DASH_DASH, SeriesLines.SOLID,
  };

  private final String title;
  private final MachineLimits limits;
  private final SequencedMap<String, List<Point>> points = new LinkedHashMap<>();

  private record Point(double flopsPerByte, double gflops) {}

  /** An empty chart. */
  public Roofline(String title, MachineLimits limits) {
    this.title = title;
    this.limits = limits;
  }

  /** Adds a point; work without arithmetic has no place here. */
  public void add(String series, double flops, double bytes, double gflops) {
    if (flops > 0 && gflops > 0) {
      points
          .computeIfAbsent(series, key -> new ArrayList<>())
          .add(new Point(flops / bytes, gflops));
    }
  }

  @Override
  public String name() {
    return "roofline-" + limits.threads() + (limits.threads() == 1 ? "-thread" : "-threads");
  }

  @Override
  public void write(Path file) throws IOException {
    List<Point> all = points.values().stream().flatMap(List::stream).toList();
    double left = 0.8 * all.stream().mapToDouble(Point::flopsPerByte).min().orElse(1);
    double firstCorner = limits.fmaGflops() / limits.fastestGbytesPerSecond();
    double lastCorner =
        limits.reads().stream()
            .mapToDouble(reads -> limits.fmaGflops() / reads.gbytesPerSecond())
            .max()
            .orElseThrow();
    double right =
        1.25 * Math.max(lastCorner, all.stream().mapToDouble(Point::flopsPerByte).max().orElse(1));
    left = Math.min(left, firstCorner / 2);
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(700)
            .title(title)
            .xAxisTitle("operations per byte of operands and results")
            .yAxisTitle("GFLOP/s")
            .build();
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setYAxisLogarithmic(true)
        .setLegendPosition(LegendPosition.OutsideS)
        .setMarkerSize(7)
        .setChartBackgroundColor(Color.WHITE);
    int roofs = 0;
    for (MachineLimits.Reads reads : limits.reads()) {
      addRoof(chart, reads, left, right, ROOF_LINES[roofs++ % ROOF_LINES.length]);
    }
    int colour = 0;
    for (var entry : points.entrySet()) {
      List<Point> cloud = entry.getValue();
      XYSeries series =
          chart.addSeries(
              entry.getKey(),
              cloud.stream().mapToDouble(Point::flopsPerByte).toArray(),
              cloud.stream().mapToDouble(Point::gflops).toArray());
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      series
          .setMarker(SeriesMarkers.CIRCLE)
          .setMarkerColor(Palette.SERIES[colour++ % Palette.SERIES.length]);
    }
    ChartEncoder.saveChart(chart, file.toString(), "png");
  }

  private void addRoof(
      XYChart chart, MachineLimits.Reads reads, double left, double right, BasicStroke line) {
    double fma = limits.fmaGflops();
    XYSeries roof =
        chart.addSeries(
            "%.0f GFLOP/s of FMA, %.0f GB/s of reads from %s"
                .formatted(fma, reads.gbytesPerSecond(), reads.from()),
            new double[] {left, fma / reads.gbytesPerSecond(), right},
            new double[] {left * reads.gbytesPerSecond(), fma, fma});
    roof.setMarker(SeriesMarkers.NONE).setLineColor(Color.DARK_GRAY).setLineStyle(line);
  }
}
