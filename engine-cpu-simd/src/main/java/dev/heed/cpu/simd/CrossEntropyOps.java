package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.CrossEntropyRow;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cross-entropy of rows of logits, and its gradient. */
final class CrossEntropyOps {
  /** Work for a class, seen from a copy. */
  private static final long WORK = 9;

  private CrossEntropyOps() {}

  static void loss(Resources with, CrossEntropy op) {
    int[] targets = with.indices(op.targets());
    check(op.name(), targets, op.logits().size(1));
    Floats logits = with.floats(op.logits());
    Floats losses = new Floats(op.losses());
    Floats logSumExp = op.logSumExp() == null ? null : new Floats(op.logSumExp());
    int classes = logits.width;
    CrossEntropyRow terms = terms(with, op.smoothing(), op.classWeights(), classes);
    with.rows(
        logits.rows,
        WORK * classes,
        (first, end, own) -> {
          Floats scratch = own.floats(classes);
          for (int row = first; row < end; row++) {
            int at = logits.row(row);
            int target = targets[row];
            boolean ignored = target == CrossEntropy.IGNORED;
            float sum = 0;
            if (logSumExp != null || !ignored) {
              sum = terms.logSumExp(logits.data, at, scratch.data, scratch.at);
            }
            if (logSumExp != null) {
              logSumExp.data[logSumExp.at + row] = sum;
            }
            losses.data[losses.at + row] =
                ignored ? 0 : terms.loss(logits.data, at, target, sum, scratch.data, scratch.at);
          }
        });
  }

  static void gradient(Resources with, CrossEntropyGradient op) {
    int[] targets = with.indices(op.targets());
    check(op.name(), targets, op.logits().size(1));
    Floats logits = with.floats(op.logits());
    Floats lossGradient = with.floats(op.lossGradient());
    Floats out = new Floats(op.logitsGradient());
    int classes = logits.width;
    CrossEntropyRow terms = terms(with, op.smoothing(), op.classWeights(), classes);
    with.rows(
        logits.rows,
        WORK * classes,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int to = out.row(row);
            if (targets[row] == CrossEntropy.IGNORED) {
              Arrays.fill(out.data, to, to + classes, 0);
            } else {
              float counts = lossGradient.data[lossGradient.at + row];
              terms.gradient(logits.data, logits.row(row), targets[row], counts, out.data, to);
            }
          }
        });
  }

  private static CrossEntropyRow terms(
      Resources with, float smoothing, @Nullable Tensor classWeights, int classes) {
    if (classWeights == null) {
      return CrossEntropyRow.even(smoothing, classes);
    }
    Floats weights = with.floats(classWeights);
    return CrossEntropyRow.weighted(smoothing, classes, weights.data, weights.at);
  }

  private static void check(String op, int[] targets, int classes) {
    for (int row = 0; row < targets.length; row++) {
      int target = targets[row];
      if ((target < 0 || target >= classes) && target != CrossEntropy.IGNORED) {
        throw new InvalidOpException(
            "%s: target %,d of row %,d is none of the %,d classes, nor %d to be ignored"
                .formatted(op, target, row, classes, CrossEntropy.IGNORED));
      }
    }
  }
}
