package dev.heed.cpu.simd.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of one row of logits, −Σ share[c] · w[c] · ln p[c], where a share of 1 − smoothing
 * belongs to the target and one of smoothing / classes to each class.
 *
 * @param shared smoothing / classes
 * @param owned 1 − smoothing
 * @param weights of the classes; null where all are 1
 * @param total Σ weights
 */
public record CrossEntropyRow(
    int classes, double shared, double owned, float @Nullable [] weights, int at, double total) {

  /** All classes weigh 1. */
  public static CrossEntropyRow even(float smoothing, int classes) {
    return new CrossEntropyRow(
        classes, (double) smoothing / classes, 1.0 - smoothing, null, 0, classes);
  }

  /** Class c weighs {@code weights[at + c]}. */
  public static CrossEntropyRow weighted(float smoothing, int classes, float[] weights, int at) {
    return new CrossEntropyRow(
        classes,
        (double) smoothing / classes,
        1.0 - smoothing,
        weights,
        at,
        RowSums.sum(weights, at, classes));
  }

  /**
   * ln Σ e^logits.
   *
   * @param scratch a float for each class
   */
  public float logSumExp(float[] logits, int from, float[] scratch, int scratchAt) {
    float shift = SoftmaxRow.shift(SoftmaxRow.max(logits, from, classes));
    SoftmaxRow.exponentials(logits, from, shift, scratch, scratchAt, classes);
    return SoftmaxRow.logSumExp(shift, RowSums.sum(scratch, scratchAt, classes));
  }

  /**
   * The loss.
   *
   * @param logSumExp of the logits
   * @param scratch a float for each class
   */
  public float loss(
      float[] logits, int from, int target, float logSumExp, float[] scratch, int scratchAt) {
    double loss = -owned * weight(target) * ((double) logits[from + target] - logSumExp);
    if (shared > 0) {
      NormGradients.normalise(logits, from, logSumExp, 1, scratch, scratchAt, classes);
      loss -=
          shared
              * (weights == null
                  ? RowSums.sum(scratch, scratchAt, classes)
                  : DotProduct.of(weights, at, scratch, scratchAt, classes));
    }
    return (float) loss;
  }

  /**
   * The gradient of the logits; in place allowed.
   *
   * @param counts the gradient of the loss
   */
  public void gradient(float[] logits, int from, int target, float counts, float[] out, int outAt) {
    float shift = SoftmaxRow.shift(SoftmaxRow.max(logits, from, classes));
    SoftmaxRow.exponentials(logits, from, shift, out, outAt, classes);
    float sum = RowSums.sum(out, outAt, classes);
    double own = owned * weight(target);
    float factor = (float) (counts * (own + shared * total) * SoftmaxRow.inverse(sum));
    if (weights == null) {
      // The shares add up to 1, so that the target's is what is left.
      float even = (float) (shared * sum);
      NormGradients.normalise(out, outAt, even, factor, out, outAt, classes);
    } else {
      Elementwise.combine(
          factor, out, outAt, (float) (-counts * shared), weights, at, out, outAt, classes);
    }
    out[outAt + target] -= (float) (counts * own);
  }

  private double weight(int target) {
    return weights == null ? 1 : weights[at + target];
  }
}
