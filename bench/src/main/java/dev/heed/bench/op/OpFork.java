package dev.heed.bench.op;

import dev.heed.bench.TableOptions;
import dev.heed.bench.Timings;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * A case on a backend, run by JMH in a process of its own.
 *
 * @param opCase its name
 * @param backend its name, or a device of it such as {@code gpu-opencl:1}
 */
public record OpFork(String opCase, String backend, int threads) {
  /** Values that a process gives. */
  static final int MEASUREMENTS = 4;

  static final int WARM_UPS = 3;

  /** Where the usual ones were not enough for the compiler. */
  static final int LONG_WARM_UPS = 16;

  private static final TimeValue WARM_UP = TimeValue.milliseconds(250);
  private static final TimeValue MEASUREMENT = TimeValue.milliseconds(200);

  /** The kernel that runs, or the ops it is composed of. */
  public String kernel() {
    try (PreparedOp prepared = new PreparedOp(OpCases.named(opCase), backend, threads)) {
      return prepared.kernel();
    }
  }

  /** The time of one run of the op, one value for each measurement. */
  Timings run(TableOptions options, int warmUps) throws RunnerException {
    TimeValue quick = TimeValue.milliseconds(options.effort().turnMillis());
    ChainedOptionsBuilder builder =
        new OptionsBuilder()
            .include(OpBenchmark.class.getName())
            .param("opCase", opCase)
            .param("backend", backend)
            .param("threads", Integer.toString(threads))
            .warmupIterations(warmUps)
            .warmupTime(options.quick() ? quick : WARM_UP)
            .measurementIterations(MEASUREMENTS)
            .measurementTime(options.quick() ? quick : MEASUREMENT)
            .shouldFailOnError(true);
    RunResult result = new Runner(builder.build()).runSingle();
    return new Timings(
        result.getAggregatedResult().getIterationResults().stream()
            .map(IterationResult::getPrimaryResult)
            .mapToDouble(micros -> micros.getScore() / 1000)
            .toArray());
  }
}
