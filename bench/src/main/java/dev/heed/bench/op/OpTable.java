package dev.heed.bench.op;

import dev.heed.bench.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Measures the op cases on every backend and writes {@code ops-<date>-<label>.{json,csv}}. The
 * backends take turns, case by case, so that both sides of a ratio are measured within seconds.
 *
 * <p>Arguments: the results folder, a label for the machine, and optionally a part of the names of
 * the cases to run.
 */
public final class OpTable {
  private static final String REFERENCE = "cpu-reference";

  private OpTable() {}

  /** The program. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    Path folder = Path.of(arguments[0]);
    String label = arguments[1];
    String part = arguments.length > 2 ? arguments[2] : "";
    List<String> names =
        OpCases.all().stream().map(OpCase::name).filter(name -> name.contains(part)).toList();
    ResultsFile results =
        new ResultsFile(
            part.isEmpty() ? "ops" : "ops-" + part.replaceAll("[^A-Za-z0-9]+", "_"),
            ("bench/run ops " + part).strip(),
            "one fork for each row, each answer compared with cpu-reference before it is timed;"
                + " timesReference compares medians of the same case");
    for (String name : names) {
      double reference = 0;
      for (Map<String, Object> row :
          List.of(
              measure(name, REFERENCE, 1),
              measure(name, "cpu-simd", 1),
              measure(name, "cpu-simd", 2))) {
        double median = ((Number) Objects.requireNonNull(row.get("medianMicros"))).doubleValue();
        reference = reference == 0 ? median : reference;
        row.put("timesReference", rounded(reference / median));
        results.add(row);
      }
    }
    results.write(folder, label);
  }

  private static Map<String, Object> measure(String name, String backend, int threads)
      throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(OpBenchmark.class.getName())
            .param("opCase", name)
            .param("backend", backend)
            .param("threads", Integer.toString(threads))
            .shouldFailOnError(true)
            .build();
    return row(new Runner(options).runSingle());
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
