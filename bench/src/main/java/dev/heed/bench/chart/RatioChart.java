package dev.heed.bench.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Bars of the ratios of a table, one for each work and peer, with a line at 1. */
public final class RatioChart implements Chart {
  private final RateChart bars;

  /**
   * An empty chart.
   *
   * @param name the end of the file's name
   * @param title above the chart
   * @param axis what is divided by what
   */
  public RatioChart(String name, String title, String axis) {
    bars = new RateChart(name, title, axis, 1);
  }

  /**
   * A chart for each number of threads in the rows of a table.
   *
   * @param rows with {@code work}, {@code threads}, {@code engine} and {@code heedTimesFaster};
   *     those without a ratio, and Heed's own, show no bar. One with {@code fastTimesFaster} shows
   *     another bar, of the ratio to Heed's fast arithmetic
   */
  public static List<RatioChart> ofRows(String title, List<Map<String, @Nullable Object>> rows) {
    SequencedMap<Object, RatioChart> charts = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      String work = String.valueOf(row.get("work"));
      String engine = String.valueOf(row.get("engine"));
      if (row.get("threads") instanceof Integer threads
          && row.get("heedTimesFaster") instanceof Number ratio
          && !engine.startsWith("heed")) {
        RatioChart chart = charts.computeIfAbsent(threads, key -> ofThreads(title, threads));
        chart.add(engine, work, ratio.doubleValue());
        if (row.get("fastTimesFaster") instanceof Number toFast) {
          chart.add(engine + ", against Heed fast", work, toFast.doubleValue());
        }
      }
    }
    return new ArrayList<>(charts.values());
  }

  private static RatioChart ofThreads(String title, int threads) {
    String count = threads == 1 ? "1 thread" : threads + " threads";
    return new RatioChart(
        "ratios-" + count.replace(' ', '-'),
        title + ", " + count,
        "time of the other / time of Heed: above 1 Heed is faster");
  }

  /** Adds a bar. */
  public void add(String peer, String work, double ratio) {
    bars.add(peer, work, ratio);
  }

  @Override
  public String name() {
    return bars.name();
  }

  @Override
  public void write(Path file) throws IOException {
    bars.write(file);
  }
}
