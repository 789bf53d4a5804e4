package dev.heed.bench.op;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.ThreadCounts;
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
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/**
 * Measures the op cases on every backend and writes {@code ops-<date>-<label>}. The backends take
 * turns, case by case, so that both sides of a ratio are measured within seconds.
 */
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
        new ResultsFile(
            options,
            "one fork for each row, each answer compared with cpu-reference before it is timed;"
                + " timesReference compares medians of the same case");
    for (int threads : ThreadCounts.oneAndTwo()) {
      MachineLimits limits = MachineLimits.measure(threads);
      results.addLimits(limits);
      rooflines.put(threads, new Roofline("Ops of cpu-simd", limits));
    }
  }

  /** The program. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    OpTable table = new OpTable(TableOptions.parse("ops", arguments));
    for (OpCase opCase : OpCases.all()) {
      if (table.options.wants(opCase.name())) {
        table.measure(opCase);
      }
    }
    List<Chart> charts = new ArrayList<>(table.rooflines.values());
    charts.add(table.ratios);
    table.results.write(charts);
  }

  private void measure(OpCase opCase) throws RunnerException {
    Statistics reference = micros(opCase.name(), REFERENCE, 1);
    add(opCase, REFERENCE, 1, reference, 1);
    for (int threads : rooflines.keySet()) {
      Statistics simd = micros(opCase.name(), SIMD, threads);
      double ratio = reference.getPercentile(50) / simd.getPercentile(50);
      add(opCase, SIMD, threads, simd, ratio);
      ratios.add(threads == 1 ? "1 thread" : threads + " threads", opCase.name(), ratio);
    }
  }

  private Statistics micros(String name, String backend, int threads) throws RunnerException {
    ChainedOptionsBuilder builder =
        new OptionsBuilder()
            .include(OpBenchmark.class.getName())
            .param("opCase", name)
            .param("backend", backend)
            .param("threads", Integer.toString(threads))
            .shouldFailOnError(true);
    if (options.quick()) {
      TimeValue turn = TimeValue.milliseconds(options.effort().turnMillis());
      builder
          .warmupTime(turn)
          .measurementTime(turn)
          .measurementIterations(options.effort().rounds());
    }
    RunResult result = new Runner(builder.build()).runSingle();
    return result.getPrimaryResult().getStatistics();
  }

  private void add(
      OpCase opCase, String backend, int threads, Statistics micros, double timesReference) {
    double median = micros.getPercentile(50);
    double gflops = opCase.flops() / median / 1e3;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("op", opCase.name());
    row.put("backend", backend);
    row.put("threads", threads);
    try (PreparedOp prepared = new PreparedOp(opCase, backend, threads)) {
      row.put("kernel", prepared.kernel());
    }
    row.put("medianMicros", median);
    row.put("minMicros", micros.getMin());
    row.put("maxMicros", micros.getMax());
    row.put("gflops", gflops);
    row.put("gbytesPerSecond", opCase.bytes() / median / 1e3);
    row.put("timesReference", timesReference);
    results.add(row);
    Roofline roofline = rooflines.get(threads);
    if (roofline != null && backend.equals(SIMD)) {
      String kind = opCase.name().substring(0, opCase.name().indexOf(' '));
      roofline.add(kind, opCase.flops(), opCase.bytes(), gflops);
    }
  }
}
