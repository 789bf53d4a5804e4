package dev.heed.bench.op;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The time of one op. Its answer is compared with the reference backend's before it is timed. Run
 * through {@link OpFork}, which fills in the case and how long to measure.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class OpBenchmark {
  @Param({})
  public String opCase = "";

  @Param({"cpu-simd", "cpu-reference"})
  public String backend = "";

  @Param({"1", "2"})
  public int threads;

  /** Set by {@link #open}, which JMH calls first. */
  @SuppressWarnings("NullAway.Init")
  private PreparedOp prepared;

  /** Opens the backend and checks the answer. */
  @Setup(Level.Trial)
  public void open() {
    OpCase chosen = OpCases.named(opCase);
    prepared = new PreparedOp(chosen, backend, threads);
    try (PreparedOp reference = new PreparedOp(chosen, "cpu-reference", 1)) {
      prepared.checkAgainst(reference);
    }
  }

  /** Closes the backend. */
  @TearDown(Level.Trial)
  public void close() {
    prepared.close();
  }

  /** One run, waited for. */
  @Benchmark
  public void run() {
    prepared.run();
  }
}
