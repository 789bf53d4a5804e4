package dev.heed.bench.op;

import dev.heed.bench.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Measures the op cases on every backend and writes {@code ops-<date>-<label>.{json,csv}}.
 *
 * <p>Arguments: the results folder, a label for the machine, and optionally a part of the names of
 * the cases to run.
 */
public final class OpTable {
  private OpTable() {}

  /** The program. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    Path folder = Path.of(arguments[0]);
    String label = arguments[1];
    String part = arguments.length > 2 ? arguments[2] : "";
    List<String> names =
        OpCases.all().stream().map(OpCase::name).filter(name -> name.contains(part)).toList();
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(OpBenchmark.class.getName())
            .param("opCase", names.toArray(new String[0]))
            .shouldFailOnError(true);
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.addAll(run(options.param("backend", "cpu-simd").param("threads", "1", "2")));
    rows.addAll(run(options.param("backend", "cpu-reference").param("threads", "1")));
    new ResultsFile("ops", "bench/run ops " + part, rows).write(folder, label);
  }

  private static List<Map<String, Object>> run(ChainedOptionsBuilder options)
      throws RunnerException {
    Collection<RunResult> results = new Runner(options.build()).run();
    return results.stream().map(OpTable::row).toList();
  }

  private static Map<String, Object> row(RunResult result) {
    String name = result.getParams().getParam("opCase");
    String backend = result.getParams().getParam("backend");
    int threads = Integer.parseInt(result.getParams().getParam("threads"));
    OpCase opCase = OpCases.named(name);
    Statistics micros = result.getPrimaryResult().getStatistics();
    double median = micros.getPercentile(50);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("op", name);
    row.put("backend", backend);
    row.put("threads", threads);
    try (PreparedOp prepared = new PreparedOp(opCase, backend, threads)) {
      row.put("kernel", prepared.kernel());
    }
    row.put("medianMicros", rounded(median));
    row.put("minMicros", rounded(micros.getMin()));
    row.put("maxMicros", rounded(micros.getMax()));
    row.put("gflops", rounded(opCase.flops() / median / 1e3));
    row.put("gbytesPerSecond", rounded(opCase.bytes() / median / 1e3));
    return row;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
