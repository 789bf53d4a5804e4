package dev.heed.bench.chart;

import dev.heed.bench.limit.MachineLimits;
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
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Work by its operations per byte and how fast it went, under the roof of the machine: memory
 * bandwidth on the slope, the FMA ceiling above (Williams, Waterman and Patterson, 2009). Operands
 * that stay in a cache may lie above the slope.
 */
public final class Roofline implements Chart {
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
    double corner = limits.fmaGflops() / limits.readGbytesPerSecond();
    double right =
        1.25 * Math.max(corner, all.stream().mapToDouble(Point::flopsPerByte).max().orElse(1));
    left = Math.min(left, corner / 2);
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
    XYSeries roof =
        chart.addSeries(
            "%.0f GFLOP/s of FMA, %.0f GB/s of reads"
                .formatted(limits.fmaGflops(), limits.readGbytesPerSecond()),
            new double[] {left, corner, right},
            new double[] {
              left * limits.readGbytesPerSecond(), limits.fmaGflops(), limits.fmaGflops()
            });
    roof.setMarker(SeriesMarkers.NONE).setLineColor(Color.DARK_GRAY);
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
}
