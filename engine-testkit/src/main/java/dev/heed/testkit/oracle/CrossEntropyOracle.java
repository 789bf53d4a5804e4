package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cross-entropy of logits and targets, and its gradient. */
final class CrossEntropyOracle {
  private final int classes;
  private final double[] logits;
  private final int[] targets;
  private final double smoothing;
  private final double[] weights;

  private CrossEntropyOracle(
      String op,
      Tensor logits,
      Tensor targets,
      float smoothing,
      @Nullable Tensor classWeights,
      Held held) {
    this.classes = logits.size(1);
    this.logits = held.of(logits).toDoubles();
    this.smoothing = smoothing;
    this.weights = new double[classes];
    Arrays.fill(weights, 1);
    if (classWeights != null) {
      System.arraycopy(held.of(classWeights).toDoubles(), 0, weights, 0, classes);
    }
    HostTensor numbers = held.of(targets);
    this.targets = new int[numbers.count()];
    for (int r = 0; r < numbers.count(); r++) {
      this.targets[r] = checked(op, r, numbers.bits(r));
    }
  }

  private int checked(String op, int row, int target) {
    if (target != -100 && (target < 0 || target >= classes)) {
      throw new InvalidOpException(
          "%s: target %d of row %d is none of the %d classes".formatted(op, target, row, classes));
    }
    return target;
  }

  static List<Expected> losses(CrossEntropy op, Held held) {
    Expected losses = Expected.like(held.of(op.losses()));
    Expected logSumExp = op.logSumExp() == null ? null : Expected.like(held.of(op.logSumExp()));
    CrossEntropyOracle rows =
        new CrossEntropyOracle(
            op.name(), op.logits(), op.targets(), op.smoothing(), op.classWeights(), held);
    for (int r = 0; r < rows.targets.length; r++) {
      SoftmaxOracle softmax = rows.softmax(r);
      if (rows.targets[r] == CrossEntropy.IGNORED) {
        losses.set(r, 0, 0);
      } else {
        rows.loss(r, softmax).of(losses, r);
      }
      if (logSumExp != null) {
        logSumExp.set(r, softmax.logSumExp, softmax.logSumExpTolerance);
      }
    }
    List<Expected> outputs = new ArrayList<>(List.of(losses));
    if (logSumExp != null) {
      outputs.add(logSumExp);
    }
    return outputs;
  }

  static List<Expected> gradients(CrossEntropyGradient op, Held held) {
    Expected gradients = Expected.like(held.of(op.logitsGradient()));
    HostTensor lossGradient = held.of(op.lossGradient());
    CrossEntropyOracle rows =
        new CrossEntropyOracle(
            op.name(), op.logits(), op.targets(), op.smoothing(), op.classWeights(), held);
    for (int r = 0; r < rows.targets.length; r++) {
      rows.gradient(r, lossGradient.get(r), gradients);
    }
    return List.of(gradients);
  }

  private SoftmaxOracle softmax(int r) {
    double[] row = new double[classes];
    System.arraycopy(logits, r * classes, row, 0, classes);
    return new SoftmaxOracle(row, new double[classes], classes);
  }

  /**
   * Sums over the classes may be taken of logits and log-sum-exp apart, which rounds by their
   * magnitudes. Without smoothing the second term is none, whatever the logits are.
   */
  private Rounded loss(int r, SoftmaxOracle softmax) {
    Rounded logSumExp = new Rounded(softmax.logSumExp, softmax.logSumExpTolerance);
    int target = targets[r];
    Rounded ofTarget =
        logSumExp
            .minus(Rounded.exact(logits[r * classes + target]))
            .times(Rounded.near(1 - smoothing))
            .times(weights[target]);
    if (smoothing == 0) {
      return ofTarget;
    }
    double sum = 0;
    double magnitude = 0;
    double total = 0;
    for (int c = 0; c < classes; c++) {
      double logit = logits[r * classes + c];
      sum += weights[c] * (softmax.logSumExp - logit);
      magnitude += weights[c] * (Math.abs(softmax.logSumExp) + Math.abs(logit));
      total += weights[c];
    }
    double error = (Rounding.sum(classes) + 2 * U) * magnitude + total * logSumExp.error();
    return ofTarget.plus(new Rounded(sum, error).times(Rounded.near(smoothing / classes)));
  }

  private void gradient(int r, double lossGradient, Expected gradients) {
    int target = targets[r];
    int at = r * classes;
    if (target == CrossEntropy.IGNORED) {
      for (int c = 0; c < classes; c++) {
        gradients.set(at + c, 0, 0);
      }
      return;
    }
    SoftmaxOracle softmax = softmax(r);
    Rounded ofTarget = Rounded.near(1 - smoothing).times(weights[target]);
    Rounded each = Rounded.near(smoothing / classes);
    Totals sum = new Totals(1);
    for (double weight : weights) {
      sum.add(0, weight);
    }
    Rounded ofAll = ofTarget.plus(each.times(sum.total(0)));
    for (int c = 0; c < classes; c++) {
      double p = softmax.nothing ? 0 : softmax.weights[c];
      Rounded gradient =
          new Rounded(p, softmax.tolerances[c])
              .times(ofAll)
              .minus(c == target ? ofTarget : Rounded.exact(0))
              .minus(each.times(weights[c]));
      gradient.times(lossGradient).of(gradients, at + c);
    }
  }
}
