package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.TopKRows;
import dev.heed.gpu.opencl.program.KernelId;

/** The greatest elements of rows. */
public final class ChoiceLaunches {
  private static final KernelId ARG_MAX = KernelId.of("choices", "arg_max");
  private static final KernelId TOP_K = KernelId.of("choices", "top_k");

  /** LANES of the kernels. */
  private static final int LANES = 64;

  private ChoiceLaunches() {}

  /** out[r] = the column of the greatest element. */
  public static void argMax(Launcher launcher, ArgMaxRows op) {
    if (op.in().rows() > 0) {
      launcher
          .kernel(ARG_MAX)
          .tensor(op.in())
          .tensor(op.out())
          .sizes(op.in().layout())
          .sizes(op.out().layout())
          .forEachRow(op.in().rows(), LANES);
    }
  }

  /** The k greatest elements and their columns. */
  public static void topK(Launcher launcher, TopKRows op) {
    if (op.in().rows() > 0) {
      launcher
          .kernel(TOP_K)
          .tensor(op.in())
          .value(op.values().width())
          .tensor(op.values())
          .tensor(op.indices())
          .sizes(op.in().layout())
          .forEachRow(op.in().rows(), LANES);
    }
  }
}
