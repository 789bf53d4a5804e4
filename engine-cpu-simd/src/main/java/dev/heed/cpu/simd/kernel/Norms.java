package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Layer, RMS and Euclidean normalisation of one row. An RMS norm is a layer norm of mean 0. */
public final class Norms {
  private Norms() {}

  /** Mean of n elements. */
  public static float mean(float[] in, int at, int n) {
    return RowSums.sum(in, at, n) / n;
  }

  /**
   * 1/√(variance + ε) of n elements about their mean, the squares summed in a second pass: the
   * difference of two large sums would lose what is small against the mean.
   */
  public static float inverseDeviation(float[] in, int at, int n, float mean, float epsilon) {
    double variance = (double) RowSums.squares(in, at, n, mean) / n;
    return (float) (1 / Math.sqrt(variance + epsilon));
  }

  /** out [n] = weight [n] · (in [n] − mean) · factor + bias [n]; in place allowed. */
  public static void apply(
      float[] in,
      int inAt,
      float mean,
      float factor,
      float[] weight,
      int weightAt,
      float[] bias,
      int biasAt,
      float[] out,
      int outAt,
      int n) {
    FloatVector m = FloatVector.broadcast(FLOATS, mean);
    FloatVector f = FloatVector.broadcast(FLOATS, factor);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, in, inAt + i).sub(m).mul(f);
      x.fma(
              FloatVector.fromArray(FLOATS, weight, weightAt + i),
              FloatVector.fromArray(FLOATS, bias, biasAt + i))
          .intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector x = FloatVector.fromArray(FLOATS, in, inAt + bound, rest).sub(m).mul(f);
      x.fma(
              FloatVector.fromArray(FLOATS, weight, weightAt + bound, rest),
              FloatVector.fromArray(FLOATS, bias, biasAt + bound, rest))
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = in [n] / max(‖in‖₂, least); in place allowed. */
  public static void euclidean(float[] in, int inAt, float least, float[] out, int outAt, int n) {
    float length = (float) Math.sqrt(RowSums.squares(in, inAt, n, 0));
    Elementwise.divide(in, inAt, length < least ? least : length, out, outAt, n);
  }
}
