package dev.heed.models.loss;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The losses of a batch's items, such as its rows: the loss of a step is Σ w · v / Σ w over the
 * items of all its batches.
 *
 * @param values v: F32 [items], computed by a pass; 0 where an item does not count
 * @param weights w: [items], what an item counts: at least 0 and finite, 0 for one that is ignored
 */
public record Losses(Tensor values, float[] weights) {
  public Losses {
    boolean fits = values.dtype() == DType.F32 && values.rank() == 1;
    if (!fits || values.size(0) != weights.length) {
      throw new IllegalArgumentException(
          "losses: %d weights for values %s; expected F32 [%1$d]"
              .formatted(weights.length, values));
    }
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "losses: item %d weighs %s; expected at least 0 and finite".formatted(i, weights[i]));
      }
    }
  }

  /** Every item counts 1. */
  static Losses each(Tensor values) {
    float[] ones = new float[values.size(0)];
    Arrays.fill(ones, 1);
    return new Losses(values, ones);
  }

  /** Σ w: 0 where no item counts. */
  public double weight() {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  /** Σ w · v; waits for the queue. */
  public double sum(CommandQueue queue) {
    float[] each = new float[weights.length];
    queue.download(values, MemorySegment.ofArray(each));
    double sum = 0;
    for (int i = 0; i < each.length; i++) {
      sum += (double) weights[i] * each[i];
    }
    return sum;
  }

  /**
   * The gradient of the values: w / total, [items].
   *
   * @param total Σ w over all batches of the step
   */
  public float[] shares(double total) {
    if (!(total > 0)) {
      throw new IllegalArgumentException("losses: no item counts, so there is no mean");
    }
    float[] shares = new float[weights.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (weights[i] / total);
    }
    return shares;
  }
}
