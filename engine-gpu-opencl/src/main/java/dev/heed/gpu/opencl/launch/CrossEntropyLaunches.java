package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** The loss of classifiers, a row of logits at a time. */
public final class CrossEntropyLaunches {
  private static final KernelId LOSS = KernelId.of("cross_entropy", "cross_entropy");
  private static final KernelId GRADIENT = KernelId.of("cross_entropy", "cross_entropy_gradient");

  private CrossEntropyLaunches() {}

  /** The losses, and the log-sum-exp where it is wanted. */
  public static void loss(Work work, CrossEntropy op) {
    Tensor logits = op.logits();
    if (logits.rows() > 0) {
      Tensor guard = check(work, op.name(), op.targets(), logits);
      work.launcher()
          .kernel(LOSS)
          .place(guard)
          .tensor(logits)
          .tensor(op.targets())
          .value(op.smoothing())
          .tensor(op.classWeights())
          .tensor(op.losses())
          .tensor(op.logSumExp())
          .sizes(logits.layout())
          .forEachRow(logits.rows(), NormLaunches.LANES);
    }
  }

  /** That of the logits. */
  public static void gradient(Work work, CrossEntropyGradient op) {
    Tensor logits = op.logits();
    if (logits.rows() > 0) {
      Tensor guard = check(work, op.name(), op.targets(), logits);
      work.launcher()
          .kernel(GRADIENT)
          .place(guard)
          .tensor(logits)
          .tensor(op.targets())
          .value(op.smoothing())
          .tensor(op.classWeights())
          .tensor(op.lossGradient())
          .tensor(op.logitsGradient())
          .sizes(logits.layout())
          .forEachRow(logits.rows(), NormLaunches.LANES);
    }
  }

  private static Tensor check(Work work, String op, Tensor targets, Tensor logits) {
    return work.guard().check(op, targets, logits.width(), CrossEntropy.IGNORED);
  }
}
