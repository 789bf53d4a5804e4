package dev.heed.models.loss;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of one class for each row, in nats: logits [rows, classes] and targets [rows] →
 * [rows]. A row counts what the weight of its target says, so that the mean is PyTorch's; its value
 * is without that weight.
 *
 * @param smoothing label smoothing (Szegedy et al., 2016), at least 0 and below 1
 * @param ignored the target of a row that does not count
 * @param classWeights [classes], at least 0, above 0 with smoothing; null for 1
 */
public record CrossEntropyLoss(float smoothing, int ignored, float @Nullable [] classWeights) {
  private static final String NAME = "cross-entropy";

  /** Without smoothing and weights. */
  public static final CrossEntropyLoss PLAIN = new CrossEntropyLoss(0, CrossEntropy.IGNORED, null);

  public CrossEntropyLoss {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "%s: smoothing must be at least 0 and below 1, was %s".formatted(NAME, smoothing));
    }
    if (classWeights != null) {
      classWeights = classWeights.clone();
      for (int c = 0; c < classWeights.length; c++) {
        LossInputs.weight(NAME, "the weight of class", c, classWeights[c]);
        if (classWeights[c] == 0 && smoothing > 0) {
          throw new IllegalArgumentException(
              "%s: class %d weighs 0, which smoothing cannot be shared by; leave its rows out"
                  .formatted(NAME, c));
        }
      }
    }
  }

  /** This, with label smoothing. */
  public CrossEntropyLoss smoothed(float share) {
    return new CrossEntropyLoss(share, ignored, classWeights);
  }

  /** This, with another target of rows that do not count. */
  public CrossEntropyLoss ignoring(int target) {
    return new CrossEntropyLoss(smoothing, target, classWeights);
  }

  /** This, with weights for the classes. */
  public CrossEntropyLoss weighed(float... weights) {
    return new CrossEntropyLoss(smoothing, ignored, weights);
  }

  /**
   * One loss for each row.
   *
   * @param logits F32 [rows, classes]
   * @param targets [rows]
   * @throws IllegalArgumentException if a target is no class, or a count does not fit; nothing ran
   */
  public Losses of(Pass pass, Tensor logits, int[] targets) {
    LossInputs.matrix(NAME, "logits", logits);
    int classes = logits.size(1);
    LossInputs.count(NAME, "targets", targets.length, "logits", logits, logits.size(0));
    if (classWeights != null) {
      LossInputs.count(NAME, "class weights", classWeights.length, "logits", logits, classes);
    }
    int[] counted = new int[targets.length];
    float[] weights = new float[targets.length];
    for (int i = 0; i < targets.length; i++) {
      weights[i] = weight(i, targets[i], classes);
      counted[i] = weights[i] == 0 ? CrossEntropy.IGNORED : targets[i];
    }
    return new Losses(values(pass, logits, counted, weights), weights);
  }

  private float weight(int row, int target, int classes) {
    if (target == ignored) {
      return 0;
    }
    LossInputs.target(NAME, row, target, classes);
    return classWeights == null ? 1 : classWeights[target];
  }

  private Tensor values(Pass pass, Tensor logits, int[] targets, float[] weights) {
    Tensor on = pass.indices(targets);
    Tensor losses = pass.take(targets.length);
    if (smoothing == 0 || classWeights == null) {
      pass.run(new CrossEntropy(logits, on, smoothing, null, losses, null));
      return losses;
    }
    // What smoothing gives to other classes is weighed by theirs: only the row's own is taken off.
    Tensor others = pass.values(classWeights, classWeights.length);
    pass.run(new CrossEntropy(logits, on, smoothing, others, losses, null));
    float[] inverse = new float[weights.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = weights[i] == 0 ? 0 : 1 / weights[i];
    }
    Tensor values = pass.take(targets.length);
    pass.run(new Multiply(losses, pass.values(inverse, inverse.length), values));
    return values;
  }
}
