package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Lanes.all;
import static dev.heed.cpu.simd.kernel.Lanes.before;
import static dev.heed.cpu.simd.kernel.Lanes.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Arithmetic on n elements, in place allowed. */
public final class Elementwise {
  private Elementwise() {}

  /** out [n] = a [n] + b [n]. */
  public static void add(float[] a, int aAt, float[] b, int bAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      load(a, aAt + i).add(load(b, bAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      load(a, aAt + bound, rest)
          .add(load(b, bAt + bound, rest))
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
    FloatVector p = all(alpha);
    FloatVector q = all(beta);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      load(b, bAt + i).fma(q, load(a, aAt + i).mul(p)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      load(b, bAt + bound, rest)
          .fma(q, load(a, aAt + bound, rest).mul(p))
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = alpha · a [n]. */
  public static void scale(float alpha, float[] a, int aAt, float[] out, int outAt, int n) {
    FloatVector p = all(alpha);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      load(a, aAt + i).mul(p).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      load(a, aAt + bound, rest).mul(p).intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = a [n] / divisor. */
  public static void divide(float[] a, int aAt, float divisor, float[] out, int outAt, int n) {
    FloatVector d = all(divisor);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      load(a, aAt + i).div(d).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      load(a, aAt + bound, rest).div(d).intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = a [n] · b [n]. */
  public static void multiply(
      float[] a, int aAt, float[] b, int bAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      load(a, aAt + i).mul(load(b, bAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      load(a, aAt + bound, rest)
          .mul(load(b, bAt + bound, rest))
          .intoArray(out, outAt + bound, rest);
    }
  }

  /** out [n] = the greater of a [n] and b [n]; NaN where either is. */
  public static void max(float[] a, int aAt, float[] b, int bAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      load(a, aAt + i).max(load(b, bAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      load(a, aAt + bound, rest)
          .max(load(b, bAt + bound, rest))
          .intoArray(out, outAt + bound, rest);
    }
  }
}
