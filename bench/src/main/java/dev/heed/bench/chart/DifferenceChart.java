package dev.heed.bench.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Bars of the differences of engines to another one, to the left where theirs is less, with a line
 * at 0.
 */
public final class DifferenceChart implements Chart {
  /** Leaves room for the figures of the longest bars. */
  private static final double HEADROOM = 1.2;

  /** Where nothing differs, an axis needs a length all the same. */
  private static final double LEAST = 0.1;

  private final String name;
  private final String title;
  private final String axis;
  private final SequencedMap<String, Double> differences = new LinkedHashMap<>();

  /**
   * An empty chart.
   *
   * @param name the end of the file's name
   * @param title above the chart
   * @param axis what differs, and its unit
   */
  public DifferenceChart(String name, String title, String axis) {
    this.name = name;
    this.title = title;
    this.axis = axis;
  }

  /** Adds a bar. */
  public void add(String engine, double difference) {
    differences.put(engine, difference);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void write(Path file) throws IOException {
    double[] sorted =
        differences.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double least = sorted.length == 0 ? 0 : sorted[0];
    double most = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    SequencedMap<String, SequencedMap<String, Double>> series = new LinkedHashMap<>();
    series.put(axis, differences);
    new HorizontalBars(title, axis, 0, series)
        .write(file, Math.min(-LEAST, HEADROOM * least), Math.max(LEAST, HEADROOM * most));
  }
}
