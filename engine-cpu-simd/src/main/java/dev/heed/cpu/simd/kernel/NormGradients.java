package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Steps of the gradients of norms and softmax, row by row. */
public final class NormGradients {
  private NormGradients() {}

  /** out [n] = (in [n] − mean) · factor. */
  public static void normalise(
      float[] in, int inAt, float mean, float factor, float[] out, int outAt, int n) {
    FloatVector m = FloatVector.broadcast(FLOATS, mean);
    FloatVector f = FloatVector.broadcast(FLOATS, factor);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, in, inAt + i).sub(m).mul(f).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, in, inAt + bound, rest)
          .sub(m)
          .mul(f)
          .intoArray(out, outAt + bound, rest);
    }
  }

  /**
   * What is left of a gradient once the directions are taken out that a norm flattens: out [n] =
   * (gradient [n] − centre − along · row [n]) · factor. Out may be gradient.
   */
  public static void project(
      float[] gradient,
      int at,
      float centre,
      float along,
      float[] row,
      int rowAt,
      float factor,
      float[] out,
      int outAt,
      int n) {
    FloatVector c = FloatVector.broadcast(FLOATS, centre);
    FloatVector minus = FloatVector.broadcast(FLOATS, -along);
    FloatVector f = FloatVector.broadcast(FLOATS, factor);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector rest = FloatVector.fromArray(FLOATS, gradient, at + i).sub(c);
      FloatVector.fromArray(FLOATS, row, rowAt + i)
          .fma(minus, rest)
          .mul(f)
          .intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> mask = FLOATS.indexInRange(bound, n);
      FloatVector rest = FloatVector.fromArray(FLOATS, gradient, at + bound, mask).sub(c);
      FloatVector.fromArray(FLOATS, row, rowAt + bound, mask)
          .fma(minus, rest)
          .mul(f)
          .intoArray(out, outAt + bound, mask);
    }
  }

  /** out [n] = row [n] · (gradient [n] − centre); out may be gradient. */
  public static void weigh(
      float[] row,
      int rowAt,
      float[] gradient,
      int at,
      float centre,
      float[] out,
      int outAt,
      int n) {
    FloatVector c = FloatVector.broadcast(FLOATS, centre);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, gradient, at + i)
          .sub(c)
          .mul(FloatVector.fromArray(FLOATS, row, rowAt + i))
          .intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, gradient, at + bound, rest)
          .sub(c)
          .mul(FloatVector.fromArray(FLOATS, row, rowAt + bound, rest))
          .intoArray(out, outAt + bound, rest);
    }
  }
}
