package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Arithmetic on n elements, in place allowed. */
public final class Elementwise {
  private Elementwise() {}

  /** out [n] = a [n] + b [n]. */
  public static void add(float[] a, int aAt, float[] b, int bAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .add(FloatVector.fromArray(FLOATS, b, bAt + i))
          .intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, a, aAt + bound, rest)
          .add(FloatVector.fromArray(FLOATS, b, bAt + bound, rest))
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = alpha · a [n] + beta · b [n], the second product fused with the sum. */
  public static void combine(
      float alpha,
      float[] a,
      int aAt,
      float beta,
      float[] b,
      int bAt,
      float[] out,
      int outAt,
      int n) {
    FloatVector p = FloatVector.broadcast(FLOATS, alpha);
    FloatVector q = FloatVector.broadcast(FLOATS, beta);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, b, bAt + i)
          .fma(q, FloatVector.fromArray(FLOATS, a, aAt + i).mul(p))
          .intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, b, bAt + bound, rest)
          .fma(q, FloatVector.fromArray(FLOATS, a, aAt + bound, rest).mul(p))
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = alpha · a [n]. */
  public static void scale(float alpha, float[] a, int aAt, float[] out, int outAt, int n) {
    FloatVector p = FloatVector.broadcast(FLOATS, alpha);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, a, aAt + i).mul(p).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, a, aAt + bound, rest)
          .mul(p)
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = a [n] / divisor. */
  public static void divide(float[] a, int aAt, float divisor, float[] out, int outAt, int n) {
    FloatVector d = FloatVector.broadcast(FLOATS, divisor);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, a, aAt + i).div(d).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, a, aAt + bound, rest)
          .div(d)
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = a [n] · b [n]. */
  public static void multiply(
      float[] a, int aAt, float[] b, int bAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .mul(FloatVector.fromArray(FLOATS, b, bAt + i))
          .intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, a, aAt + bound, rest)
          .mul(FloatVector.fromArray(FLOATS, b, bAt + bound, rest))
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = the greater of a [n] and b [n]; NaN where either is. */
  public static void max(float[] a, int aAt, float[] b, int bAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .max(FloatVector.fromArray(FLOATS, b, bAt + i))
          .intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, a, aAt + bound, rest)
          .max(FloatVector.fromArray(FLOATS, b, bAt + bound, rest))
          .intoArray(out, outAt + bound, rest);
    }
  }
}
