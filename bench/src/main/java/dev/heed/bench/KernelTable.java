package dev.heed.bench;

import dev.heed.bench.chart.Chart;
import dev.heed.bench.chart.RatioChart;
import dev.heed.bench.chart.Roofline;
import dev.heed.bench.limit.MachineLimits;
import dev.heed.bench.peer.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of arithmetic that several engines do, Heed first: times, ratios, and the part of the
 * machine's FMA ceiling that they reach.
 */
public final class KernelTable {
  private static final String METHOD =
      "engines take turns, after their answers were compared with double precision."
          + " heedTimesFaster is the median over the rounds of the engine's time divided by Heed's;"
          + " partOfCeiling is the median's GFLOP/s divided by the FMA ceiling of as many threads,"
          + " measured when this run began. ";

  private final String title;
  private final TableOptions options;
  private final ResultsFile results;
  private final SequencedMap<Integer, MachineLimits> limits = new LinkedHashMap<>();
  private final SequencedMap<Integer, Roofline> rooflines = new LinkedHashMap<>();

  /**
   * Measures the machine's limits to begin with.
   *
   * @param title over the charts
   * @param method what a reader must know beyond what is the same for each such table
   */
  public KernelTable(TableOptions options, String title, String method) {
    this.title = title;
    this.options = options;
    results = ResultsFile.begin(options, METHOD + method);
    for (int threads : ThreadCounts.oneAndTwo()) {
      MachineLimits measured = MachineLimits.measure(threads);
      limits.put(threads, measured);
      rooflines.put(threads, new Roofline(title, measured));
      results.addLimits(measured);
    }
  }

  /** With how many threads to measure. */
  public Set<Integer> threadCounts() {
    return limits.keySet();
  }

  /**
   * Times engines in turns and adds a row for each.
   *
   * @param work its name
   * @param flops of one call
   * @param bytes of one call, operands and results
   * @param cloud what the roofline shows apart: added to the engine's name there
   * @param engines Heed's first
   */
  public void measure(
      String work,
      int threads,
      double flops,
      double bytes,
      String cloud,
      List<? extends Contestant> engines) {
    List<Timings> timings = new Contest(options.effort(), threads).run(engines);
    MachineLimits ceiling = Objects.requireNonNull(limits.get(threads));
    Roofline roofline = Objects.requireNonNull(rooflines.get(threads));
    for (int e = 0; e < engines.size(); e++) {
      Timings time = timings.get(e);
      String engine = engines.get(e).name();
      double gflops = flops / time.median() / 1e6;
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("work", work);
      row.put("threads", threads);
      row.put("engine", engine);
      row.put("medianMicros", 1000 * time.median());
      row.put("minMicros", 1000 * time.min());
      row.put("maxMicros", 1000 * time.max());
      row.put("gflops", gflops);
      row.put("partOfCeiling", gflops / ceiling.fmaGflops());
      row.put("heedTimesFaster", timings.getFirst().timesFasterThan(time));
      results.add(row);
      roofline.add(engine + cloud, flops, bytes, gflops);
    }
  }

  /** Adds a row for each peer that is not here, and writes the files. */
  public void write(Peer<?>... peers) throws IOException {
    for (Peer<?> peer : peers) {
      results.addLeftOut(peer);
    }
    List<Chart> charts = new ArrayList<>(RatioChart.ofRows(title, results.rows()));
    charts.addAll(rooflines.values());
    results.write(charts);
  }
}
