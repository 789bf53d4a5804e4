package dev.heed.app.doctor;

import dev.heed.app.doctor.KernelCase.Trial;
import dev.heed.engine.Backend;
import dev.heed.engine.Compute;
import dev.heed.engine.Support;
import dev.heed.engine.op.Op;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs every kernel family on a backend and on the reference, and compares. */
public final class SelfTest {
  private SelfTest() {}

  /**
   * One finding for each kernel family.
   *
   * @param backend the one in question
   * @param reference the one that is believed
   */
  public static List<Finding> run(Backend backend, Backend reference) {
    return Stream.concat(KernelCase.ALL.stream(), LearningCases.ALL.stream())
        .map(one -> compare(one, backend, reference))
        .toList();
  }

  /** Of several trials, what the worst one gave. */
  private static Finding compare(KernelCase one, Backend backend, Backend reference) {
    @Nullable Finding worst = null;
    for (Function<Workbench, Trial> trial : one.trials()) {
      Finding finding = compare(trial, backend, reference);
      if (worst == null) {
        worst = finding;
      }
      if (finding.isUnsupported()) {
        return finding;
      }
      // Math.max keeps a NaN.
      worst = worst.withError(Math.max(worst.error(), finding.error()));
    }
    return Objects.requireNonNull(worst, "a kernel family without a trial");
  }

  private static Finding compare(
      Function<Workbench, Trial> build, Backend backend, Backend reference) {
    try (Workbench bench = new Workbench(backend);
        Workbench referenceBench = new Workbench(reference)) {
      Trial trial = build.apply(bench);
      Support support = backend.support(trial.op());
      double tolerance = tolerance(backend, trial.op());
      if (support instanceof Support.Unsupported) {
        return new Finding(trial.op().name(), support, Double.NaN, tolerance);
      }
      bench.run(trial.op());
      Trial expected = build.apply(referenceBench);
      referenceBench.run(expected.op());
      double error = 0;
      for (int r = 0; r < trial.results().size(); r++) {
        float[] values = bench.read(trial.results().get(r));
        // Math.max keeps a NaN.
        error = Math.max(error, distance(values, referenceBench.read(expected.results().get(r))));
      }
      return new Finding(trial.op().name(), support, error, tolerance);
    }
  }

  private static double tolerance(Backend backend, Op op) {
    boolean fast = backend.options().compute() == Compute.FAST && !op.packedWeights().isEmpty();
    return fast ? Finding.FAST_TOLERANCE : Finding.TOLERANCE;
  }

  /** Greatest |a − b| over greatest |b|; NaN as soon as an a is none. */
  static double distance(float[] a, float[] b) {
    double greatest = 0;
    double difference = 0;
    for (int i = 0; i < b.length; i++) {
      greatest = Math.max(greatest, Math.abs(b[i]));
      // Math.max keeps a NaN.
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
    }
    return greatest == 0 ? difference : difference / greatest;
  }
}
