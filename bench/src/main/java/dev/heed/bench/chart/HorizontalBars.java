package dev.heed.bench.chart;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * How charts of bars look: a group of bars for each row, a colour for each series, figures beside
 * them.
 *
 * @param line the figure of no difference, drawn over the whole height
 * @param figures by series, then by row; a series alone needs no legend
 */
record HorizontalBars(
    String title,
    String axis,
    double line,
    SequencedMap<String, SequencedMap<String, Double>> figures) {
  private static final int WIDTH = 1000;
  private static final int FRAME = 100;
  private static final int BAR = 22;

  /** Of the legend, for each series; it takes its height from the bars. */
  private static final int LEGEND_LINE = 32;

  private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  /** Writes a PNG whose axis goes so far. */
  void write(Path file, double from, double to) throws IOException {
    List<String> rows =
        figures.values().stream().map(Map::keySet).flatMap(Collection::stream).distinct().toList();
    HorizontalBarChart chart =
        new HorizontalBarChartBuilder()
            .width(WIDTH)
            .height(height(rows.size()))
            .title(title)
            .xAxisTitle(axis)
            .build();
    chart
        .getStyler()
        .setAvailableSpaceFill(0.8)
        .setLabelsVisible(true)
        .setLabelsPosition(1.06)
        .setAxisTickLabelsFont(LABELS)
        .setXAxisMaxLabelCount(Math.max(2, rows.size())) // of the rows too: each has its label
        .setXAxisMin(from)
        .setXAxisMax(to)
        .setDecimalPattern("0.00")
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendVisible(figures.size() > 1)
        .setSeriesColors(Palette.SERIES)
        .setChartBackgroundColor(Color.WHITE);
    figures.forEach((series, byRow) -> {
      // Null draws neither a bar nor a figure; a new series tells by its first value what it holds.
      List<@Nullable Double> bars = new ArrayList<>();
      rows.forEach(row -> bars.add(byRow.get(row)));
      chart.addSeries(series, Collections.nCopies(rows.size(), 0.0), rows).replaceData(bars, rows);
    });
    chart.addAnnotation(new AnnotationLine(line, true, false));
    ChartEncoder.saveChart(chart, file.toString(), "png");
  }

  private int height(int rows) {
    int series = Math.max(1, figures.size());
    return FRAME + BAR * rows * (series + 1) + (series == 1 ? 0 : LEGEND_LINE * (series + 1));
  }
}
