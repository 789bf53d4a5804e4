package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Lanes.PARTIALS;
import static dev.heed.cpu.simd.kernel.Lanes.all;
import static dev.heed.cpu.simd.kernel.Lanes.before;
import static dev.heed.cpu.simd.kernel.Lanes.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
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
    float sum = exponentials(in, inAt, shift, out, outAt, n);
    Elementwise.scale(inverse(sum), out, outAt, out, outAt, n);
    return logSumExp(shift, sum);
  }

  /** The greatest of n elements, NaN passed over; −∞ where there is none. */
  static float max(float[] a, int at, int n) {
    FloatVector greatest = all(Float.NEGATIVE_INFINITY);
    int bound = FLOATS.loopBound(n);
    for (int i = at; i < at + bound; i += COUNT) {
      FloatVector x = load(a, i);
      greatest = greatest.blend(x, x.compare(VectorOperators.GT, greatest));
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      FloatVector x = load(a, at + bound, rest);
      greatest = greatest.blend(x, x.compare(VectorOperators.GT, greatest).and(rest));
    }
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

  /** e^(before − now), 0 where there was nothing before. */
  static float ratio(float before, float now) {
    return VectorMath.exp(all(before - now)).lane(0);
  }

  /** ln Σ e^x from Σ e^(x − shift). StrictMath: equal bits wherever it runs, once a row. */
  static float logSumExp(float shift, float sum) {
    return (float) (shift + StrictMath.log(sum));
  }

  /**
   * out [n] = e^(in [n] − shift), where no element is greater than the shift by more than 88; in
   * place allowed.
   *
   * @return their sum
   */
  static float exponentials(float[] in, int inAt, float shift, float[] out, int outAt, int n) {
    FloatVector m = all(shift);
    FloatVector p0 = all(0f);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    int bound = n - n % PARTIALS;
    for (int i = 0; i < bound; i += PARTIALS) {
      p0 = p0.add(exponential(in, inAt + i, m, out, outAt + i));
      if (COUNT < 16) {
        p1 = p1.add(exponential(in, inAt + i + COUNT, m, out, outAt + i + COUNT));
      }
      if (COUNT < 8) {
        p2 = p2.add(exponential(in, inAt + i + 2 * COUNT, m, out, outAt + i + 2 * COUNT));
        p3 = p3.add(exponential(in, inAt + i + 3 * COUNT, m, out, outAt + i + 3 * COUNT));
      }
    }
    if (bound < n) {
      p0 = p0.add(exponential(in, inAt, m, out, outAt, bound, n));
      if (COUNT < 16) {
        p1 = p1.add(exponential(in, inAt, m, out, outAt, bound + COUNT, n));
      }
      if (COUNT < 8) {
        p2 = p2.add(exponential(in, inAt, m, out, outAt, bound + 2 * COUNT, n));
        p3 = p3.add(exponential(in, inAt, m, out, outAt, bound + 3 * COUNT, n));
      }
    }
    return Lanes.sum(p0, p1, p2, p3);
  }

  private static FloatVector exponential(
      float[] in, int inAt, FloatVector shift, float[] out, int outAt) {
    FloatVector e = VectorMath.expBelow89(load(in, inAt).sub(shift));
    e.intoArray(out, outAt);
    return e;
  }

  /** The vector at {@code i}, of which only the elements before n are there. */
  private static FloatVector exponential(
      float[] in, int inAt, FloatVector shift, float[] out, int outAt, int i, int n) {
    VectorMask<Float> rest = before(i, n);
    FloatVector e = VectorMath.expBelow89(load(in, inAt + i, rest).sub(shift));
    e.intoArray(out, outAt + i, rest);
    return all(0f).blend(e, rest);
  }
}
