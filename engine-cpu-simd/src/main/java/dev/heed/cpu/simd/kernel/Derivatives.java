package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_2;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_3;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_4;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_5;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_6;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_LOWEST;
import static dev.heed.cpu.simd.kernel.VectorMath.LOG2_E;
import static dev.heed.cpu.simd.kernel.VectorMath.MINUS_LN2_HIGH;
import static dev.heed.cpu.simd.kernel.VectorMath.MINUS_LN2_LOW;
import static dev.heed.cpu.simd.kernel.VectorMath.ONE;
import static dev.heed.cpu.simd.kernel.VectorMath.ROUND;
import static dev.heed.cpu.simd.kernel.VectorMath.ZERO;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Gradients through the functions of {@link VectorMath}, out [n] = gradient [n] · f′(in [n]), by
 * the same exponential and under the same rules. Out may be gradient: its last vector, which
 * overlaps the one before, is loaded before that is stored.
 *
 * <p>Each needs but one exponential, t = e^(−|z|) ≤ 1, which cannot overflow: with q = 1/(1 + t)
 * the logistic function is q above 0 and t·q below, and its slope t·q².
 */
final class Derivatives {
  private static final float TWO = 2f;
  private static final float FOUR = 4f;
  private static final float MINUS_HALF = -0.5f;

  /**
   * (Mills' ratio − a) / √(2π) for a = |x| up to the end, where e^(−a²/2) times it is −4e-8: within
   * 3e-8 of that product.
   */
  private static final float GELU_11 = -3.15543e-7f;

  private static final float GELU_10 = 7.708778e-6f;
  private static final float GELU_9 = -8.477099e-5f;
  private static final float GELU_8 = 5.636527e-4f;
  private static final float GELU_7 = -0.0025900903f;
  private static final float GELU_6 = 0.009003847f;
  private static final float GELU_5 = -0.025471816f;
  private static final float GELU_4 = 0.061923932f;
  private static final float GELU_3 = -0.1328058f;
  private static final float GELU_2 = 0.24997258f;
  private static final float GELU_1 = -0.79788285f;
  private static final float GELU_0 = 0.49999997f;

  /** From here on GELU is x or 0. */
  private static final float GELU_END = 6f;

  /** From here on SILU is x or 0. */
  private static final float SILU_END = 88f;

  /** √(2/π) · 2, the slope of GELU's tanh form at 0, and its further terms. */
  private static final float GELU_TANH_SLOPE = 1.5957692f;

  private static final float GELU_TANH_CUBE = 1.5957692f * 0.044715f;
  private static final float GELU_TANH_SQUARE = 3 * 1.5957692f * 0.044715f;

  /** From here on the tanh form is x or 0. */
  private static final float GELU_TANH_END = 12f;

  /** e^(−x²) is 0 from here on. */
  private static final float ERF_END = 10f;

  /** 2/√π. */
  private static final float ERF_SLOPE = 1.1283792f;

  private Derivatives() {}

  /** 1 above 0, 0 up to it; NaN stays NaN. */
  static void relu(float[] in, int inAt, float[] gradient, int at, float[] out, int outAt, int n) {
    FloatVector zero = FloatVector.broadcast(FLOATS, ZERO);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, gradient, at);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector g = next;
      next = FloatVector.fromArray(FLOATS, gradient, at + Math.min(i + COUNT, last));
      FloatVector x = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i, last));
      FloatVector slope = x.blend(one, x.compare(GT, zero)).blend(zero, x.compare(LE, zero));
      slope.mul(g).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * Φ(x) + x · φ(x). Below 0 it is e^(−x²/2) times a smooth function of |x|, the difference of
   * Mills' ratio and |x|; above 0 it is 1 minus that.
   */
  static void gelu(float[] in, int inAt, float[] gradient, int at, float[] out, int outAt, int n) {
    FloatVector geluEnd = FloatVector.broadcast(FLOATS, GELU_END);
    FloatVector gelu11 = FloatVector.broadcast(FLOATS, GELU_11);
    FloatVector gelu10 = FloatVector.broadcast(FLOATS, GELU_10);
    FloatVector gelu9 = FloatVector.broadcast(FLOATS, GELU_9);
    FloatVector gelu8 = FloatVector.broadcast(FLOATS, GELU_8);
    FloatVector gelu7 = FloatVector.broadcast(FLOATS, GELU_7);
    FloatVector gelu6 = FloatVector.broadcast(FLOATS, GELU_6);
    FloatVector gelu5 = FloatVector.broadcast(FLOATS, GELU_5);
    FloatVector gelu4 = FloatVector.broadcast(FLOATS, GELU_4);
    FloatVector gelu3 = FloatVector.broadcast(FLOATS, GELU_3);
    FloatVector gelu2 = FloatVector.broadcast(FLOATS, GELU_2);
    FloatVector gelu1 = FloatVector.broadcast(FLOATS, GELU_1);
    FloatVector gelu0 = FloatVector.broadcast(FLOATS, GELU_0);
    FloatVector minusHalf = FloatVector.broadcast(FLOATS, MINUS_HALF);
    FloatVector log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector minusLn2Low = FloatVector.broadcast(FLOATS, MINUS_LN2_LOW);
    FloatVector minusLn2High = FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH);
    FloatVector exp6 = FloatVector.broadcast(FLOATS, EXP_6);
    FloatVector exp5 = FloatVector.broadcast(FLOATS, EXP_5);
    FloatVector exp4 = FloatVector.broadcast(FLOATS, EXP_4);
    FloatVector exp3 = FloatVector.broadcast(FLOATS, EXP_3);
    FloatVector exp2 = FloatVector.broadcast(FLOATS, EXP_2);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    FloatVector zero = FloatVector.broadcast(FLOATS, ZERO);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, gradient, at);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector g = next;
      next = FloatVector.fromArray(FLOATS, gradient, at + Math.min(i + COUNT, last));
      FloatVector x = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i, last));
      FloatVector size = x.abs();
      VectorMask<Float> far = size.compare(GT, geluEnd);
      FloatVector a = size.blend(geluEnd, far);
      FloatVector ratio = gelu11.fma(a, gelu10);
      ratio = ratio.fma(a, gelu9);
      ratio = ratio.fma(a, gelu8);
      ratio = ratio.fma(a, gelu7);
      ratio = ratio.fma(a, gelu6);
      ratio = ratio.fma(a, gelu5);
      ratio = ratio.fma(a, gelu4);
      ratio = ratio.fma(a, gelu3);
      ratio = ratio.fma(a, gelu2);
      ratio = ratio.fma(a, gelu1);
      ratio = ratio.fma(a, gelu0);
      FloatVector y = a.mul(a).mul(minusHalf);
      FloatVector rounded = y.fma(log2E, round);
      FloatVector whole = rounded.sub(round);
      FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, y));
      FloatVector p = exp6.fma(r, exp5);
      p = p.fma(r, exp4);
      p = p.fma(r, exp3);
      p = p.fma(r, exp2);
      p = p.fma(r, one);
      p = p.fma(r, one);
      FloatVector e = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      FloatVector below = ratio.mul(e).blend(zero, far);
      FloatVector slope = below.blend(one.sub(below), x.compare(GE, zero));
      slope.mul(g).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /** s + x · s′ · z′ with s the logistic function of z = √(2/π) · 2 · (x + 0.044715 x³). */
  static void geluTanh(
      float[] in, int inAt, float[] gradient, int at, float[] out, int outAt, int n) {
    FloatVector geluTanhEnd = FloatVector.broadcast(FLOATS, GELU_TANH_END);
    FloatVector geluTanhLeast = FloatVector.broadcast(FLOATS, -GELU_TANH_END);
    FloatVector geluTanhSlope = FloatVector.broadcast(FLOATS, GELU_TANH_SLOPE);
    FloatVector geluTanhCube = FloatVector.broadcast(FLOATS, GELU_TANH_CUBE);
    FloatVector geluTanhSquare = FloatVector.broadcast(FLOATS, GELU_TANH_SQUARE);
    FloatVector expLowest = FloatVector.broadcast(FLOATS, EXP_LOWEST);
    FloatVector log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector minusLn2Low = FloatVector.broadcast(FLOATS, MINUS_LN2_LOW);
    FloatVector minusLn2High = FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH);
    FloatVector exp6 = FloatVector.broadcast(FLOATS, EXP_6);
    FloatVector exp5 = FloatVector.broadcast(FLOATS, EXP_5);
    FloatVector exp4 = FloatVector.broadcast(FLOATS, EXP_4);
    FloatVector exp3 = FloatVector.broadcast(FLOATS, EXP_3);
    FloatVector exp2 = FloatVector.broadcast(FLOATS, EXP_2);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    FloatVector zero = FloatVector.broadcast(FLOATS, ZERO);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, gradient, at);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector g = next;
      next = FloatVector.fromArray(FLOATS, gradient, at + Math.min(i + COUNT, last));
      FloatVector all = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i, last));
      FloatVector x = all.blend(geluTanhEnd, all.compare(GT, geluTanhEnd));
      x = x.blend(geluTanhLeast, x.compare(LT, geluTanhLeast));
      FloatVector square = x.mul(x);
      FloatVector z = square.fma(geluTanhCube, geluTanhSlope).mul(x).abs().neg();
      FloatVector y = z.blend(expLowest, z.compare(LT, expLowest));
      FloatVector rounded = y.fma(log2E, round);
      FloatVector whole = rounded.sub(round);
      FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, y));
      FloatVector p = exp6.fma(r, exp5);
      p = p.fma(r, exp4);
      p = p.fma(r, exp3);
      p = p.fma(r, exp2);
      p = p.fma(r, one);
      p = p.fma(r, one);
      FloatVector t = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      FloatVector q = one.div(t.add(one));
      FloatVector below = t.mul(q);
      FloatVector s = below.blend(q, x.compare(GE, zero));
      FloatVector inner = square.fma(geluTanhSquare, geluTanhSlope);
      FloatVector slope = x.mul(inner).fma(below.mul(q), s);
      slope.mul(g).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /** s + x · s′ with s the logistic function of x. */
  static void silu(float[] in, int inAt, float[] gradient, int at, float[] out, int outAt, int n) {
    FloatVector siluEnd = FloatVector.broadcast(FLOATS, SILU_END);
    FloatVector siluLeast = FloatVector.broadcast(FLOATS, -SILU_END);
    FloatVector log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector minusLn2Low = FloatVector.broadcast(FLOATS, MINUS_LN2_LOW);
    FloatVector minusLn2High = FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH);
    FloatVector exp6 = FloatVector.broadcast(FLOATS, EXP_6);
    FloatVector exp5 = FloatVector.broadcast(FLOATS, EXP_5);
    FloatVector exp4 = FloatVector.broadcast(FLOATS, EXP_4);
    FloatVector exp3 = FloatVector.broadcast(FLOATS, EXP_3);
    FloatVector exp2 = FloatVector.broadcast(FLOATS, EXP_2);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    FloatVector zero = FloatVector.broadcast(FLOATS, ZERO);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, gradient, at);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector g = next;
      next = FloatVector.fromArray(FLOATS, gradient, at + Math.min(i + COUNT, last));
      FloatVector all = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i, last));
      FloatVector x = all.blend(siluEnd, all.compare(GT, siluEnd));
      x = x.blend(siluLeast, x.compare(LT, siluLeast));
      FloatVector y = x.abs().neg();
      FloatVector rounded = y.fma(log2E, round);
      FloatVector whole = rounded.sub(round);
      FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, y));
      FloatVector p = exp6.fma(r, exp5);
      p = p.fma(r, exp4);
      p = p.fma(r, exp3);
      p = p.fma(r, exp2);
      p = p.fma(r, one);
      p = p.fma(r, one);
      FloatVector t = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      FloatVector q = one.div(t.add(one));
      FloatVector below = t.mul(q);
      FloatVector s = below.blend(q, x.compare(GE, zero));
      FloatVector slope = x.fma(below.mul(q), s);
      slope.mul(g).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /** 1 − tanh² = 4t / (1 + t)², t = e^(−2|x|): nothing cancels. */
  static void tanh(float[] in, int inAt, float[] gradient, int at, float[] out, int outAt, int n) {
    logistic(in, inAt, TWO, FOUR, gradient, at, out, outAt, n);
  }

  /** t / (1 + t)², t = e^(−|x|). */
  static void sigmoid(
      float[] in, int inAt, float[] gradient, int at, float[] out, int outAt, int n) {
    logistic(in, inAt, ONE, ONE, gradient, at, out, outAt, n);
  }

  /** factor · t / (1 + t)², t = e^(−rate · |x|). */
  private static void logistic(
      float[] in,
      int inAt,
      float rate,
      float factor,
      float[] gradient,
      int at,
      float[] out,
      int outAt,
      int n) {
    FloatVector minusRate = FloatVector.broadcast(FLOATS, -rate);
    FloatVector height = FloatVector.broadcast(FLOATS, factor);
    FloatVector expLowest = FloatVector.broadcast(FLOATS, EXP_LOWEST);
    FloatVector log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector minusLn2Low = FloatVector.broadcast(FLOATS, MINUS_LN2_LOW);
    FloatVector minusLn2High = FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH);
    FloatVector exp6 = FloatVector.broadcast(FLOATS, EXP_6);
    FloatVector exp5 = FloatVector.broadcast(FLOATS, EXP_5);
    FloatVector exp4 = FloatVector.broadcast(FLOATS, EXP_4);
    FloatVector exp3 = FloatVector.broadcast(FLOATS, EXP_3);
    FloatVector exp2 = FloatVector.broadcast(FLOATS, EXP_2);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, gradient, at);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector g = next;
      next = FloatVector.fromArray(FLOATS, gradient, at + Math.min(i + COUNT, last));
      FloatVector x = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i, last));
      FloatVector z = x.abs().mul(minusRate);
      FloatVector y = z.blend(expLowest, z.compare(LT, expLowest));
      FloatVector rounded = y.fma(log2E, round);
      FloatVector whole = rounded.sub(round);
      FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, y));
      FloatVector p = exp6.fma(r, exp5);
      p = p.fma(r, exp4);
      p = p.fma(r, exp3);
      p = p.fma(r, exp2);
      p = p.fma(r, one);
      p = p.fma(r, one);
      FloatVector t = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      FloatVector q = t.add(one);
      FloatVector slope = t.mul(height).div(q.mul(q));
      slope.mul(g).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /** 2/√π · e^(−x²); what rounding x² loses is put back, where e^(−x²) feels it. */
  static void erf(float[] in, int inAt, float[] gradient, int at, float[] out, int outAt, int n) {
    FloatVector erfEnd = FloatVector.broadcast(FLOATS, ERF_END);
    FloatVector erfSlope = FloatVector.broadcast(FLOATS, ERF_SLOPE);
    FloatVector expLowest = FloatVector.broadcast(FLOATS, EXP_LOWEST);
    FloatVector log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector minusLn2Low = FloatVector.broadcast(FLOATS, MINUS_LN2_LOW);
    FloatVector minusLn2High = FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH);
    FloatVector exp6 = FloatVector.broadcast(FLOATS, EXP_6);
    FloatVector exp5 = FloatVector.broadcast(FLOATS, EXP_5);
    FloatVector exp4 = FloatVector.broadcast(FLOATS, EXP_4);
    FloatVector exp3 = FloatVector.broadcast(FLOATS, EXP_3);
    FloatVector exp2 = FloatVector.broadcast(FLOATS, EXP_2);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, gradient, at);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector g = next;
      next = FloatVector.fromArray(FLOATS, gradient, at + Math.min(i + COUNT, last));
      FloatVector size = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i, last)).abs();
      FloatVector x = size.blend(erfEnd, size.compare(GT, erfEnd));
      FloatVector z = x.mul(x).neg();
      FloatVector rest = x.fma(x, z);
      FloatVector y = z.blend(expLowest, z.compare(LT, expLowest));
      FloatVector rounded = y.fma(log2E, round);
      FloatVector whole = rounded.sub(round);
      FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, y));
      FloatVector p = exp6.fma(r, exp5);
      p = p.fma(r, exp4);
      p = p.fma(r, exp3);
      p = p.fma(r, exp2);
      p = p.fma(r, one);
      p = p.fma(r, one);
      FloatVector e = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      FloatVector slope = e.neg().fma(rest, e).mul(erfSlope);
      slope.mul(g).intoArray(out, outAt + Math.min(i, last));
    }
  }
}
