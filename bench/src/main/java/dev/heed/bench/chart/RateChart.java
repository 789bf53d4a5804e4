package dev.heed.bench.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Bars of how much each engine gets done in a time, one for each work and engine. */
public final class RateChart implements Chart {
  /** Leaves room for the figure of the longest bar. */
  private static final double HEADROOM = 1.15;

  private final String name;
  private final String title;
  private final String axis;
  private final double line;

  /** Rate by engine, then by work. */
  private final SequencedMap<String, SequencedMap<String, Double>> rates = new LinkedHashMap<>();

  /**
   * An empty chart.
   *
   * @param name the end of the file's name
   * @param title above the chart
   * @param axis what is counted, and the time
   */
  public RateChart(String name, String title, String axis) {
    this(name, title, axis, 0);
  }

  /** With a line at some rate, which shows however short the bars are; 0 for none. */
  RateChart(String name, String title, String axis, double line) {
    this.name = name;
    this.title = title;
    this.axis = axis;
    this.line = line;
  }

  /** Adds a bar. */
  public void add(String engine, String work, double rate) {
    rates.computeIfAbsent(engine, key -> new LinkedHashMap<>()).put(work, rate);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void write(Path file) throws IOException {
    double longest =
        rates.values().stream()
            .map(Map::values)
            .flatMap(Collection::stream)
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    new HorizontalBars(title, axis, line, rates)
        .write(file, 0, Math.max(1.1 * line, HEADROOM * longest));
  }
}
