package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The softmax of one row and the pieces of it that attention takes apart. */
public final class SoftmaxRow {
  private SoftmaxRow() {}

  /**
   * out [n] = e^in / Σ e^in; in place allowed. Zeros where every element is −∞, NaN where one is
   * NaN or ∞.
   *
   * @return ln Σ e^in
   */
  public static float apply(float[] in, int inAt, float[] out, int outAt, int n) {
    float shift = shift(max(in, inAt, n));
    exponentials(in, inAt, shift, out, outAt, n);
    float sum = RowSums.sum(out, outAt, n);
    Elementwise.scale(inverse(sum), out, outAt, out, outAt, n);
    return logSumExp(shift, sum);
  }

  /** The greatest of n elements, NaN passed over; −∞ where there is none. */
  static float max(float[] a, int at, int n) {
    if (n < COUNT) {
      float greatest = Float.NEGATIVE_INFINITY;
      for (int i = at; i < at + n; i++) {
        greatest = a[i] > greatest ? a[i] : greatest;
      }
      return greatest;
    }
    // No constant of the class: where one meets a vector in a loop, C2 boxes both.
    FloatVector greatest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    FloatVector other = greatest; // two chains: a comparison waits for the one before
    int last = n - COUNT; // vectors at the end overlap: a maximum does not mind
    for (int i = 0; i < n; i += 2 * COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, at + Math.min(i, last));
      greatest = greatest.blend(x, x.compare(VectorOperators.GT, greatest));
      FloatVector y = FloatVector.fromArray(FLOATS, a, at + Math.min(i + COUNT, last));
      other = other.blend(y, y.compare(VectorOperators.GT, other));
    }
    greatest = greatest.blend(other, other.compare(VectorOperators.GT, greatest));
    // A maximum has no order that could show.
    return greatest.reduceLanes(VectorOperators.MAX);
  }

  /** What is subtracted from the scores: their maximum, or 0 where all are −∞ and give 0 anyway. */
  static float shift(float max) {
    return max == Float.NEGATIVE_INFINITY ? 0 : max;
  }

  /** 1 / sum, and 0 for the empty sum: nothing to see gives zeros. */
  static float inverse(float sum) {
    return sum == 0 ? 0 : 1 / sum;
  }

  /** e^(before − now) for before ≤ now; NaN where one of them is. */
  static float ratio(float before, float now) {
    return VectorMath.exponential(before - now);
  }

  /** ln Σ e^x from Σ e^(x − shift). StrictMath: equal bits wherever it runs, once a row. */
  static float logSumExp(float shift, float sum) {
    return (float) (shift + StrictMath.log(sum));
  }

  /**
   * out [n] = e^(in [n] − shift), where no element is greater than the shift by more than 89; in
   * place allowed.
   */
  static void exponentials(float[] in, int inAt, float shift, float[] out, int outAt, int n) {
    if (n < COUNT) {
      for (int i = 0; i < n; i++) {
        out[outAt + i] = VectorMath.exponential(in[inAt + i] - shift);
      }
      return;
    }
    VectorMath.exponentials(in, inAt, shift, out, outAt, n);
  }
}
