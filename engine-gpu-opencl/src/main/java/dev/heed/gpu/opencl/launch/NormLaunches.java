package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;
import org.jspecify.annotations.Nullable;

/** Row by row, with sums over the row. */
public final class NormLaunches {
  private static final KernelId NORM = KernelId.of("norms", "norm");
  private static final KernelId NORMALIZE = KernelId.of("norms", "normalize_rows");
  private static final KernelId SOFTMAX = KernelId.of("norms", "softmax");

  /** LANES of the kernels: how the sums are parted, so that no device may have another. */
  static final int LANES = 64;

  private NormLaunches() {}

  /** out = weight · normalised(in) + bias. */
  public static void norm(Launcher launcher, Norm op) {
    norm(
        launcher,
        op.kind(),
        op.in(),
        null,
        op.weight(),
        op.bias(),
        op.epsilon(),
        null,
        op.out(),
        op.mean(),
        op.inverseDeviation());
  }

  /** sum = a + b; out = weight · normalised(sum) + bias. */
  public static void addNorm(Launcher launcher, AddNorm op) {
    norm(
        launcher,
        op.kind(),
        op.a(),
        op.b(),
        op.weight(),
        op.bias(),
        op.epsilon(),
        op.sum(),
        op.out(),
        null,
        null);
  }

  private static void norm(
      Launcher launcher,
      NormKind kind,
      Tensor a,
      @Nullable Tensor b,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      float epsilon,
      @Nullable Tensor sum,
      Tensor out,
      @Nullable Tensor mean,
      @Nullable Tensor deviation) {
    if (out.elements() == 0) {
      return;
    }
    Launcher.Arguments arguments =
        launcher
            .kernel(NORM)
            .value(Codes.of(kind))
            .tensor(a)
            .tensor(b)
            .tensor(weight)
            .tensor(bias)
            .value(epsilon)
            .tensor(sum)
            .tensor(out)
            .tensor(mean)
            .tensor(deviation)
            .sizes(out.layout());
    stats(arguments, mean == null ? deviation : mean).forEachRow(out.rows(), LANES);
  }

  /** out = in / max(‖in‖, epsilon). */
  public static void normalize(Launcher launcher, NormalizeRows op) {
    if (op.out().elements() > 0) {
      launcher
          .kernel(NORMALIZE)
          .tensor(op.in())
          .value(op.epsilon())
          .tensor(op.out())
          .sizes(op.out().layout())
          .forEachRow(op.out().rows(), LANES);
    }
  }

  /** out = softmax(in), row by row. */
  public static void softmax(Launcher launcher, Softmax op) {
    Tensor logSumExp = op.logSumExp();
    int rows = op.out().rows();
    if (rows > 0 && (op.out().elements() > 0 || logSumExp != null)) {
      Launcher.Arguments arguments =
          launcher
              .kernel(SOFTMAX)
              .tensor(op.in())
              .tensor(op.out())
              .tensor(logSumExp)
              .sizes(op.out().layout());
      stats(arguments, logSumExp).forEachRow(rows, LANES);
    }
  }

  /** The sizes of a tensor with one value per row. */
  private static Launcher.Arguments stats(Launcher.Arguments arguments, @Nullable Tensor stats) {
    return stats == null ? arguments.sizes(1, 1, 1, 1) : arguments.sizes(stats.layout());
  }
}
