package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** Gradients of what goes row by row. */
public final class NormGradientLaunches {
  private static final KernelId STATISTICS = KernelId.of("norm_gradients", "norm_statistics");
  private static final KernelId NORM = KernelId.of("norm_gradients", "norm_gradient");
  private static final KernelId NORMALIZE =
      KernelId.of("norm_gradients", "normalize_rows_gradient");
  private static final KernelId SOFTMAX = KernelId.of("norm_gradients", "softmax_gradient");

  private NormGradientLaunches() {}

  /** Those of the parameters first: inGradient may lie where outGradient does. */
  public static void norm(Work work, NormGradient op) {
    Tensor in = op.in();
    if (in.elements() == 0) {
      return;
    }
    Launcher launcher = work.launcher();
    Tensor statistics = work.scratch(DType.F32, in.rows(), 2);
    launcher
        .kernel(STATISTICS)
        .value(Codes.of(op.kind()))
        .tensor(in)
        .value(op.epsilon())
        .place(statistics)
        .sizes(in.layout())
        .forEachRow(in.rows(), NormLaunches.LANES);
    if (op.weightGradient() != null || op.biasGradient() != null) {
      SumLaunches.addRows(
          launcher, op.outGradient(), op.biasGradient(), in, statistics, op.weightGradient());
    }
    launcher
        .kernel(NORM)
        .value(Codes.of(op.kind()))
        .tensor(in)
        .tensor(op.weight())
        .place(statistics)
        .tensor(op.outGradient())
        .tensor(op.inGradient())
        .sizes(in.layout())
        .forEachRow(in.rows(), NormLaunches.LANES);
  }

  /** Of in / max(‖in‖, epsilon). */
  public static void normalize(Launcher launcher, NormalizeRowsGradient op) {
    Tensor in = op.in();
    if (in.elements() > 0) {
      launcher
          .kernel(NORMALIZE)
          .tensor(in)
          .value(op.epsilon())
          .tensor(op.outGradient())
          .tensor(op.inGradient())
          .sizes(in.layout())
          .forEachRow(in.rows(), NormLaunches.LANES);
    }
  }

  /** Of softmax(in), by what it gave. */
  public static void softmax(Launcher launcher, SoftmaxGradient op) {
    Tensor out = op.out();
    if (out.elements() > 0) {
      launcher
          .kernel(SOFTMAX)
          .tensor(out)
          .tensor(op.outGradient())
          .tensor(op.inGradient())
          .sizes(out.layout())
          .forEachRow(out.rows(), NormLaunches.LANES);
    }
  }
}
