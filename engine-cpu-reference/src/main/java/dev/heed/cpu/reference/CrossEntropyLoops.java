package dev.heed.cpu.reference;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.tensor.Tensor;

/** CrossEntropy and its gradient: each row on its own. */
final class CrossEntropyLoops {
  private CrossEntropyLoops() {}

  /** Losses [rows], from logits [rows, classes]. */
  static void losses(CrossEntropy op) {
    int classes = op.logits().size(1);
    int[] targets = targets(op.name(), op.targets(), classes);
    float[] weights = Norms.vectorOr(op.classWeights(), classes, 1);
    for (int r = 0; r < targets.length; r++) {
      float[] logits = Rows.read(op.logits(), r);
      double logSumExp = SoftmaxLoops.inPlace(doubles(logits));
      double loss = 0;
      if (targets[r] != CrossEntropy.IGNORED) {
        int t = targets[r];
        loss = (1.0 - op.smoothing()) * weights[t] * (logSumExp - logits[t]);
        // Without smoothing an impossible class is no part of the loss, where 0 · ∞ would be NaN.
        for (int c = 0; c < classes && op.smoothing() > 0; c++) {
          loss += (double) op.smoothing() / classes * weights[c] * (logSumExp - logits[c]);
        }
      }
      Rows.set(op.losses(), r, (float) loss);
      if (op.logSumExp() != null) {
        Rows.set(op.logSumExp(), r, (float) logSumExp);
      }
    }
  }

  /** Gradients [rows, classes] of the logits. */
  static void gradients(CrossEntropyGradient op) {
    int classes = op.logits().size(1);
    int[] targets = targets(op.name(), op.targets(), classes);
    float[] weights = Norms.vectorOr(op.classWeights(), classes, 1);
    double each = (double) op.smoothing() / classes;
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    float[] lossGradients = Rows.read(op.lossGradient(), 0);
    for (int r = 0; r < targets.length; r++) {
      float[] gradients = new float[classes];
      if (targets[r] != CrossEntropy.IGNORED) {
        double[] p = doubles(Rows.read(op.logits(), r));
        SoftmaxLoops.inPlace(p);
        double ofTarget = (1.0 - op.smoothing()) * weights[targets[r]];
        for (int c = 0; c < classes; c++) {
          double wanted = (c == targets[r] ? ofTarget : 0) + each * weights[c];
          double gradient = (ofTarget + each * total) * p[c] - wanted;
          gradients[c] = (float) (lossGradients[r] * gradient);
        }
      }
      Rows.write(op.logitsGradient(), r, gradients);
    }
  }

  private static int[] targets(String op, Tensor tensor, int classes) {
    int[] targets = Rows.readInts(tensor);
    for (int r = 0; r < targets.length; r++) {
      boolean isClass = targets[r] >= 0 && targets[r] < classes;
      if (!isClass && targets[r] != CrossEntropy.IGNORED) {
        throw new InvalidOpException(
            "%s: targets[%d] is %,d, but must be 0 to %,d, or %d for a row that does not count"
                .formatted(op, r, targets[r], classes - 1, CrossEntropy.IGNORED));
      }
    }
    return targets;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int c = 0; c < values.length; c++) {
      doubles[c] = values[c];
    }
    return doubles;
  }
}
