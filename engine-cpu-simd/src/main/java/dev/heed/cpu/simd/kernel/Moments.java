package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** What optimisers do with the mean of gradients and the mean of their squares. */
public final class Moments {
  private Moments() {}

  /** squares [n] = keep · squares [n] + share · a [n]². */
  public static void square(
      float keep, float[] squares, int at, float share, float[] a, int aAt, int n) {
    FloatVector k = FloatVector.broadcast(FLOATS, keep);
    FloatVector s = FloatVector.broadcast(FLOATS, share);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + i);
      x.mul(s)
          .fma(x, FloatVector.fromArray(FLOATS, squares, at + i).mul(k))
          .intoArray(squares, at + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector x = FloatVector.fromArray(FLOATS, a, aAt + bound, rest);
      x.mul(s)
          .fma(x, FloatVector.fromArray(FLOATS, squares, at + bound, rest).mul(k))
          .intoArray(squares, at + bound, rest);
    }
  }

  /** out [n] = squares [n] − mean [n]². */
  public static void centre(
      float[] squares, int at, float[] mean, int meanAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector m = FloatVector.fromArray(FLOATS, mean, meanAt + i);
      m.neg().fma(m, FloatVector.fromArray(FLOATS, squares, at + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector m = FloatVector.fromArray(FLOATS, mean, meanAt + bound, rest);
      m.neg()
          .fma(m, FloatVector.fromArray(FLOATS, squares, at + bound, rest))
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = a [n] / (√squares [n] · factor + epsilon); out may be a. Roots are exact. */
  public static void over(
      float[] a,
      int aAt,
      float[] squares,
      int at,
      float factor,
      float epsilon,
      float[] out,
      int outAt,
      int n) {
    FloatVector f = FloatVector.broadcast(FLOATS, factor);
    FloatVector e = FloatVector.broadcast(FLOATS, epsilon);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector root = FloatVector.fromArray(FLOATS, squares, at + i).sqrt();
      FloatVector.fromArray(FLOATS, a, aAt + i).div(root.fma(f, e)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector root = FloatVector.fromArray(FLOATS, squares, at + bound, rest).sqrt();
      FloatVector.fromArray(FLOATS, a, aAt + bound, rest)
          .div(root.fma(f, e))
          .intoArray(out, outAt + bound, rest);
    }
  }
}
