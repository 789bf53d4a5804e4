package dev.heed.bench.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Bars of the ratios of a table, one for each work and peer, with a line at 1. */
public final class RatioChart implements Chart {
  /** Leaves room for the figure of the longest bar. */
  private static final double HEADROOM = 1.12;

  private final String name;
  private final String title;
  private final String axis;

  /** Ratio by peer, then by work. */
  private final SequencedMap<String, SequencedMap<String, Double>> ratios = new LinkedHashMap<>();

  /**
   * An empty chart.
   *
   * @param name the end of the file's name
   * @param title above the chart
   * @param axis what is divided by what
   */
  public RatioChart(String name, String title, String axis) {
    this.name = name;
    this.title = title;
    this.axis = axis;
  }

  /**
   * A chart for each number of threads in the rows of a table.
   *
   * @param rows with {@code work}, {@code threads}, {@code engine} and {@code heedTimesFaster};
   *     those without a ratio, and Heed's own, show no bar
   */
  public static List<RatioChart> ofRows(String title, List<Map<String, @Nullable Object>> rows) {
    SequencedMap<Object, RatioChart> charts = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      if (row.get("heedTimesFaster") instanceof Number ratio
          && row.get("threads") instanceof Integer threads) {
        String engine = String.valueOf(row.get("engine"));
        if (!engine.startsWith("heed")) {
          charts
              .computeIfAbsent(
                  threads,
                  key ->
                      new RatioChart(
                          "ratios-" + threads + (threads == 1 ? "-thread" : "-threads"),
                          title + ", " + threads + (threads == 1 ? " thread" : " threads"),
                          "time of the other / time of Heed: above 1 Heed is faster"))
              .add(engine, String.valueOf(row.get("work")), ratio.doubleValue());
        }
      }
    }
    return new ArrayList<>(charts.values());
  }

  /** Adds a bar. */
  public void add(String peer, String work, double ratio) {
    ratios.computeIfAbsent(peer, key -> new LinkedHashMap<>()).put(work, ratio);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void write(Path file) throws IOException {
    double longest =
        ratios.values().stream()
            .map(Map::values)
            .flatMap(Collection::stream)
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    new HorizontalBars(title, axis, 1, ratios).write(file, 0, Math.max(1.1, HEADROOM * longest));
  }
}
