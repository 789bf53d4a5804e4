package dev.heed.bench.op;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.ThreadCounts;
import dev.heed.bench.Timings;
import dev.heed.bench.chart.Chart;
import dev.heed.bench.chart.RatioChart;
import dev.heed.bench.chart.Roofline;
import dev.heed.bench.limit.MachineLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/** Measures the op cases on every backend and writes {@code ops-<date>-<label>}. */
public final class OpTable {
  private static final String REFERENCE = "cpu-reference";
  private static final String SIMD = "cpu-simd";

  private final TableOptions options;
  private final ResultsFile results;
  private final SequencedMap<Integer, Roofline> rooflines = new LinkedHashMap<>();
  private final RatioChart ratios =
      new RatioChart(
          "ratios", "Ops of cpu-simd", "time of cpu-reference on 1 thread / time of cpu-simd");

  private OpTable(TableOptions options) {
    this.options = options;
    results =
        ResultsFile.begin(
            options, OpTurns.METHOD + ". timesReference compares medians of the same case");
    for (int threads : ThreadCounts.oneAndTwo()) {
      MachineLimits limits = MachineLimits.measure(threads);
      results.addLimits(limits);
      rooflines.put(threads, new Roofline("Ops of cpu-simd", limits));
    }
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("ops", arguments, OpTable::run);
  }

  private static void run(TableOptions options) throws RunnerException, IOException {
    List<OpCase> cases = options.wanted(OpCases.all(), OpCase::name);
    OpTable table = new OpTable(options);
    for (OpCase opCase : cases) {
      table.measure(opCase);
    }
    List<Chart> charts = new ArrayList<>(table.rooflines.values());
    charts.add(table.ratios);
    table.results.write(charts);
  }

  private void measure(OpCase opCase) throws RunnerException {
    List<OpFork> sides = new ArrayList<>();
    sides.add(new OpFork(opCase.name(), REFERENCE, 1));
    for (int threads : rooflines.keySet()) {
      sides.add(new OpFork(opCase.name(), SIMD, threads));
    }
    List<Timings> timings = OpTurns.of(sides, options);
    Timings reference = timings.getFirst();
    for (int s = 0; s < sides.size(); s++) {
      add(opCase, sides.get(s), timings.get(s), reference.median() / timings.get(s).median());
    }
  }

  private void add(OpCase opCase, OpFork side, Timings time, double timesReference) {
    WorkFigures figures = new WorkFigures(time, opCase.flops(), opCase.bytes());
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("op", opCase.name());
    row.put("backend", side.backend());
    row.put("threads", side.threads());
    row.put("kernel", side.kernel());
    figures.addTo(row);
    row.put("timesReference", timesReference);
    results.add(row);
    Roofline roofline = rooflines.get(side.threads());
    if (roofline != null && side.backend().equals(SIMD)) {
      String kind = opCase.name().substring(0, opCase.name().indexOf(' '));
      roofline.add(kind, opCase.flops(), opCase.bytes(), figures.gflops());
      String series = side.threads() == 1 ? "1 thread" : side.threads() + " threads";
      ratios.add(series, opCase.name(), timesReference);
    }
  }
}
