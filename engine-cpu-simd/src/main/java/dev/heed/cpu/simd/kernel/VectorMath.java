package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Transcendental functions of a row, out [n] = f(in [n]), by polynomials in fused multiply–adds:
 * equal bits at any width, interpreted or compiled. Coefficients are minimax fits (linear
 * programming over Chebyshev points); each error below was measured against double precision and is
 * asserted in the tests. NaN stays NaN.
 *
 * <p>A row has {@code COUNT} elements at least; in place is allowed. Instead of a tail, the last
 * vector is the row's last {@code COUNT} elements, of which some may have been done before; it is
 * loaded before they are stored.
 *
 * <p>The exponential stands in each loop that needs it: a method that took and gave a vector would
 * be one that C2 inlines or does not, and boxes the vectors where it does not, see {@link Lanes}.
 * It is e^x = 2ⁿ · e^r, with n the whole number next to x / ln 2, from {@link #ROUND}, and |r| ≤ ln
 * 2 / 2. Coefficients are floats that each method broadcasts before its loop: a vector that is a
 * constant of the class is fetched from memory wherever it is used, and GELU takes a third longer
 * (ADR 5).
 */
final class VectorMath {
  static final float LOG2_E = 1.442695f;

  /** −ln 2 in two parts: the first times a whole number below 2⁹ is exact. */
  static final float MINUS_LN2_HIGH = -0.69314575f;

  static final float MINUS_LN2_LOW = -1.4286068e-6f;

  /**
   * 1.5 · 2²³ + 127. Adding it rounds to a whole number n, and leaves n + 127, the exponent field
   * of 2ⁿ, in the lowest bits.
   */
  static final float ROUND = 12_583_039f;

  /** e^x is 0 below: −127 in the exponent field is 0. */
  static final float EXP_LOWEST = -88f;

  /** e^x is ∞ above, as it is from 88.38 on: 128 in the exponent field is ∞. */
  private static final float EXP_HIGHEST = 89f;

  static final float ZERO = 0f;
  static final float ONE = 1f;
  private static final float TWO = 2f;
  private static final float MINUS_TWO = -2f;
  private static final float SQRT_2 = 1.4142135f;

  /** e^r about 0; each number is the power that the coefficient belongs to. */
  static final float EXP_6 = 0.0013814518f;

  static final float EXP_5 = 0.00836875f;
  static final float EXP_4 = 0.041668393f;
  static final float EXP_3 = 0.1666652f;
  static final float EXP_2 = 0.49999994f;

  /**
   * log₂ of the normal distribution's tail Φ(−a) = erfc(a/√2)/2, 0 ≤ a. It is smooth: degree 8 is
   * within 1e-7 near 0 and 1e-8 of a · Φ(−a) elsewhere.
   */
  private static final float TAIL_8 = -1.9402162e-6f;

  private static final float TAIL_7 = 2.8568762e-5f;
  private static final float TAIL_6 = -1.342254e-4f;
  private static final float TAIL_5 = -2.6447402e-4f;
  private static final float TAIL_4 = 0.0072339904f;
  private static final float TAIL_3 = -0.05261861f;
  private static final float TAIL_2 = -0.45916516f;
  private static final float TAIL_1 = -1.151111f;
  private static final float TAIL_0 = -0.9999999f;

  /** The normal tail is 0 from here on, where it is 1e-9. */
  private static final float TAIL_END = 6f;

  /** 2^f about 0. */
  private static final float POWER_5 = 0.0013264661f;

  private static final float POWER_4 = 0.009671576f;
  private static final float POWER_3 = 0.055507343f;
  private static final float POWER_2 = 0.24022241f;
  private static final float POWER_1 = 0.693147f;

  /** erf(x) about 0. */
  private static final float ERF_9 = 0.004719737f;

  private static final float ERF_7 = -0.026758073f;
  private static final float ERF_5 = 0.11282837f;
  private static final float ERF_3 = -0.37612608f;
  private static final float ERF_1 = 1.1283792f;
  private static final float ERF_NEAR = 0.5f;

  /** tanh(x) about 0. */
  private static final float TANH_11 = -0.005889542f;

  private static final float TANH_9 = 0.020792495f;
  private static final float TANH_7 = -0.053783223f;
  private static final float TANH_5 = 0.13331923f;
  private static final float TANH_3 = -0.333333f;
  private static final float TANH_NEAR = 0.6f;

  /** √(2/π), the inner factor of the tanh form, times −2 for the logistic form of tanh. */
  private static final float GELU_TANH_SLOPE = -1.5957692f;

  private static final float GELU_TANH_CUBE = -1.5957692f * 0.044715f;

  /** e^(−2u) is ∞ long before, and the quotient 0. */
  private static final float GELU_TANH_LEAST = -30f;

  private static final float SILU_LEAST = -200f;
  private static final float MINUS_HALF = -0.5f;

  private VectorMath() {}

  /**
   * e^(x − shift), where no x is greater than the shift by more than 89, within 1.1 units in the
   * last place up to a difference of 88.3; from 88.38 on it is ∞, where 2^128 would be the factor.
   * 0 where the difference is below −87.7: results under 2^−126 are not kept.
   */
  static void exponentials(float[] in, int inAt, float shift, float[] out, int outAt, int n) {
    FloatVector subtrahend = FloatVector.broadcast(FLOATS, shift);
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
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector d = x.sub(subtrahend);
      FloatVector y = d.blend(expLowest, d.compare(LT, expLowest));
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
      e.intoArray(out, outAt + Math.min(i, last));
    }
  }

  /** e^x of one number x ≤ 89 or NaN, with the bits of {@link #exponentials}. */
  static float exponential(float x) {
    float clamped = x < EXP_LOWEST ? EXP_LOWEST : x;
    float rounded = Math.fma(clamped, LOG2_E, ROUND);
    float n = rounded - ROUND;
    float r = Math.fma(n, MINUS_LN2_HIGH, clamped);
    r = Math.fma(n, MINUS_LN2_LOW, r);
    float p = Math.fma(EXP_6, r, EXP_5);
    p = Math.fma(p, r, EXP_4);
    p = Math.fma(p, r, EXP_3);
    p = Math.fma(p, r, EXP_2);
    p = Math.fma(p, r, ONE);
    p = Math.fma(p, r, ONE);
    return p * Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << 23);
  }

  /**
   * max(x, 0) − |x| · Φ(−|x|), the error function's form of GELU, within 6e-8 plus half a unit in
   * the last place. Φ is 0 from 6 on, where it is 1e-9; its factor stops there so that ∞ · 0 does
   * not make NaN of ±∞.
   */
  static void gelu(float[] in, int inAt, float[] out, int outAt, int n) {
    FloatVector tailEnd = FloatVector.broadcast(FLOATS, TAIL_END);
    FloatVector tail8 = FloatVector.broadcast(FLOATS, TAIL_8);
    FloatVector tail7 = FloatVector.broadcast(FLOATS, TAIL_7);
    FloatVector tail6 = FloatVector.broadcast(FLOATS, TAIL_6);
    FloatVector tail5 = FloatVector.broadcast(FLOATS, TAIL_5);
    FloatVector tail4 = FloatVector.broadcast(FLOATS, TAIL_4);
    FloatVector tail3 = FloatVector.broadcast(FLOATS, TAIL_3);
    FloatVector tail2 = FloatVector.broadcast(FLOATS, TAIL_2);
    FloatVector tail1 = FloatVector.broadcast(FLOATS, TAIL_1);
    FloatVector tail0 = FloatVector.broadcast(FLOATS, TAIL_0);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector power5 = FloatVector.broadcast(FLOATS, POWER_5);
    FloatVector power4 = FloatVector.broadcast(FLOATS, POWER_4);
    FloatVector power3 = FloatVector.broadcast(FLOATS, POWER_3);
    FloatVector power2 = FloatVector.broadcast(FLOATS, POWER_2);
    FloatVector power1 = FloatVector.broadcast(FLOATS, POWER_1);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    FloatVector zero = FloatVector.broadcast(FLOATS, ZERO);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector size = x.abs();
      VectorMask<Float> far = size.compare(GT, tailEnd);
      FloatVector a = size.blend(tailEnd, far);
      FloatVector log = tail8.fma(a, tail7);
      log = log.fma(a, tail6);
      log = log.fma(a, tail5);
      log = log.fma(a, tail4);
      log = log.fma(a, tail3);
      log = log.fma(a, tail2);
      log = log.fma(a, tail1);
      log = log.fma(a, tail0);
      FloatVector rounded = log.add(round);
      FloatVector f = log.sub(rounded.sub(round));
      FloatVector p = power5.fma(f, power4);
      p = p.fma(f, power3);
      p = p.fma(f, power2);
      p = p.fma(f, power1);
      p = p.fma(f, one);
      FloatVector tail =
          p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
              .blend(zero, far);
      FloatVector relu = x.blend(zero, x.compare(LE, zero));
      tail.fma(a.neg(), relu).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * x / (1 + e^(−2u)), u = √(2/π) · (x + 0.044715 x³), the tanh form of GELU, within 3e-7 plus half
   * a unit in the last place; 0 long before −30.
   */
  static void geluTanh(float[] in, int inAt, float[] out, int outAt, int n) {
    FloatVector geluTanhLeast = FloatVector.broadcast(FLOATS, GELU_TANH_LEAST);
    FloatVector geluTanhCube = FloatVector.broadcast(FLOATS, GELU_TANH_CUBE);
    FloatVector geluTanhSlope = FloatVector.broadcast(FLOATS, GELU_TANH_SLOPE);
    FloatVector expHighest = FloatVector.broadcast(FLOATS, EXP_HIGHEST);
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
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector from = x.blend(geluTanhLeast, x.compare(LT, geluTanhLeast));
      FloatVector u = from.mul(from).fma(geluTanhCube, geluTanhSlope).mul(from);
      FloatVector y = u.blend(expHighest, u.compare(GT, expHighest));
      y = y.blend(expLowest, y.compare(LT, expLowest));
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
      from.div(e.add(one)).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * x / (1 + e⁻ˣ), below 0 as x · eˣ / (1 + eˣ), within four units in the last place. Both by way
   * of h = e^(−|x|/2), which is far from underflow where h² is not.
   */
  static void silu(float[] in, int inAt, float[] out, int outAt, int n) {
    FloatVector siluLeast = FloatVector.broadcast(FLOATS, SILU_LEAST);
    FloatVector minusHalf = FloatVector.broadcast(FLOATS, MINUS_HALF);
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
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector from = x.blend(siluLeast, x.compare(LT, siluLeast));
      FloatVector half = from.abs().mul(minusHalf);
      FloatVector y = half.blend(expLowest, half.compare(LT, expLowest));
      FloatVector rounded = y.fma(log2E, round);
      FloatVector whole = rounded.sub(round);
      FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, y));
      FloatVector p = exp6.fma(r, exp5);
      p = p.fma(r, exp4);
      p = p.fma(r, exp3);
      p = p.fma(r, exp2);
      p = p.fma(r, one);
      p = p.fma(r, one);
      FloatVector h = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      FloatVector below = from.mul(h).mul(h);
      from.blend(below, from.compare(LT, zero))
          .div(h.fma(h, one))
          .intoArray(out, outAt + Math.min(i, last));
    }
  }

  /** 1 / (1 + e⁻ˣ), within three units in the last place. */
  static void sigmoid(float[] in, int inAt, float[] out, int outAt, int n) {
    FloatVector expHighest = FloatVector.broadcast(FLOATS, EXP_HIGHEST);
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
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector z = x.neg();
      FloatVector y = z.blend(expHighest, z.compare(GT, expHighest));
      y = y.blend(expLowest, y.compare(LT, expLowest));
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
      one.div(e.add(one)).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * The hyperbolic tangent within 1.3e-7, and within 2e-7 of its value near 0: 1 − 2 / (e^2|x| +
   * 1), and a polynomial near 0.
   */
  static void tanh(float[] in, int inAt, float[] out, int outAt, int n) {
    FloatVector tanh11 = FloatVector.broadcast(FLOATS, TANH_11);
    FloatVector tanh9 = FloatVector.broadcast(FLOATS, TANH_9);
    FloatVector tanh7 = FloatVector.broadcast(FLOATS, TANH_7);
    FloatVector tanh5 = FloatVector.broadcast(FLOATS, TANH_5);
    FloatVector tanh3 = FloatVector.broadcast(FLOATS, TANH_3);
    FloatVector expHighest = FloatVector.broadcast(FLOATS, EXP_HIGHEST);
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
    FloatVector two = FloatVector.broadcast(FLOATS, TWO);
    FloatVector tanhNear = FloatVector.broadcast(FLOATS, TANH_NEAR);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector square = x.mul(x);
      FloatVector near = tanh11.fma(square, tanh9);
      near = near.fma(square, tanh7);
      near = near.fma(square, tanh5);
      near = near.fma(square, tanh3);
      near = near.mul(square).fma(x, x);
      FloatVector size = x.abs();
      FloatVector twice = size.add(size);
      FloatVector y = twice.blend(expHighest, twice.compare(GT, expHighest));
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
      FloatVector far = one.sub(two.div(e.add(one)));
      FloatVector signed =
          x.reinterpretAsInts()
              .and(Integer.MIN_VALUE)
              .or(far.reinterpretAsInts())
              .reinterpretAsFloats();
      signed.blend(near, size.compare(LT, tanhNear)).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * The error function within 1.5e-7, and within 3e-7 of its value near 0: 1 − 2 Φ(−|x|√2), and a
   * polynomial near 0.
   */
  static void erf(float[] in, int inAt, float[] out, int outAt, int n) {
    FloatVector erf9 = FloatVector.broadcast(FLOATS, ERF_9);
    FloatVector erf7 = FloatVector.broadcast(FLOATS, ERF_7);
    FloatVector erf5 = FloatVector.broadcast(FLOATS, ERF_5);
    FloatVector erf3 = FloatVector.broadcast(FLOATS, ERF_3);
    FloatVector erf1 = FloatVector.broadcast(FLOATS, ERF_1);
    FloatVector sqrt2 = FloatVector.broadcast(FLOATS, SQRT_2);
    FloatVector tailEnd = FloatVector.broadcast(FLOATS, TAIL_END);
    FloatVector tail8 = FloatVector.broadcast(FLOATS, TAIL_8);
    FloatVector tail7 = FloatVector.broadcast(FLOATS, TAIL_7);
    FloatVector tail6 = FloatVector.broadcast(FLOATS, TAIL_6);
    FloatVector tail5 = FloatVector.broadcast(FLOATS, TAIL_5);
    FloatVector tail4 = FloatVector.broadcast(FLOATS, TAIL_4);
    FloatVector tail3 = FloatVector.broadcast(FLOATS, TAIL_3);
    FloatVector tail2 = FloatVector.broadcast(FLOATS, TAIL_2);
    FloatVector tail1 = FloatVector.broadcast(FLOATS, TAIL_1);
    FloatVector tail0 = FloatVector.broadcast(FLOATS, TAIL_0);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector power5 = FloatVector.broadcast(FLOATS, POWER_5);
    FloatVector power4 = FloatVector.broadcast(FLOATS, POWER_4);
    FloatVector power3 = FloatVector.broadcast(FLOATS, POWER_3);
    FloatVector power2 = FloatVector.broadcast(FLOATS, POWER_2);
    FloatVector power1 = FloatVector.broadcast(FLOATS, POWER_1);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    FloatVector zero = FloatVector.broadcast(FLOATS, ZERO);
    FloatVector minusTwo = FloatVector.broadcast(FLOATS, MINUS_TWO);
    FloatVector erfNear = FloatVector.broadcast(FLOATS, ERF_NEAR);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector square = x.mul(x);
      FloatVector near = erf9.fma(square, erf7);
      near = near.fma(square, erf5);
      near = near.fma(square, erf3);
      near = near.fma(square, erf1);
      near = near.mul(x);
      FloatVector size = x.abs();
      FloatVector stretched = size.mul(sqrt2);
      VectorMask<Float> beyond = stretched.compare(GT, tailEnd);
      FloatVector a = stretched.blend(tailEnd, beyond);
      FloatVector log = tail8.fma(a, tail7);
      log = log.fma(a, tail6);
      log = log.fma(a, tail5);
      log = log.fma(a, tail4);
      log = log.fma(a, tail3);
      log = log.fma(a, tail2);
      log = log.fma(a, tail1);
      log = log.fma(a, tail0);
      FloatVector rounded = log.add(round);
      FloatVector f = log.sub(rounded.sub(round));
      FloatVector p = power5.fma(f, power4);
      p = p.fma(f, power3);
      p = p.fma(f, power2);
      p = p.fma(f, power1);
      p = p.fma(f, one);
      FloatVector tail =
          p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
              .blend(zero, beyond);
      FloatVector far = tail.fma(minusTwo, one);
      FloatVector signed =
          x.reinterpretAsInts()
              .and(Integer.MIN_VALUE)
              .or(far.reinterpretAsInts())
              .reinterpretAsFloats();
      signed.blend(near, size.compare(LT, erfNear)).intoArray(out, outAt + Math.min(i, last));
    }
  }
}
