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
 * 2 / 2. Coefficients are constants of the class because a broadcast for each would fill half of
 * what C2 compiles at once.
 */
final class VectorMath {
  private static final FloatVector LOG2_E = FloatVector.broadcast(FLOATS, 1.442695f);

  /** −ln 2 in two parts: the first times a whole number below 2⁹ is exact. */
  private static final FloatVector MINUS_LN2_HIGH = FloatVector.broadcast(FLOATS, -0.69314575f);

  private static final FloatVector MINUS_LN2_LOW = FloatVector.broadcast(FLOATS, -1.4286068e-6f);

  /**
   * 1.5 · 2²³ + 127. Adding it rounds to a whole number n, and leaves n + 127, the exponent field
   * of 2ⁿ, in the lowest bits.
   */
  private static final FloatVector ROUND = FloatVector.broadcast(FLOATS, 12_583_039f);

  /** e^x is 0 below: −127 in the exponent field is 0. */
  private static final FloatVector EXP_LOWEST = FloatVector.broadcast(FLOATS, -88f);

  /** e^x is ∞ above: 128 in the exponent field is ∞. */
  private static final FloatVector EXP_HIGHEST = FloatVector.broadcast(FLOATS, 89f);

  private static final FloatVector ZERO = FloatVector.broadcast(FLOATS, 0f);
  private static final FloatVector ONE = FloatVector.broadcast(FLOATS, 1f);
  private static final FloatVector TWO = FloatVector.broadcast(FLOATS, 2f);
  private static final FloatVector MINUS_TWO = FloatVector.broadcast(FLOATS, -2f);
  private static final FloatVector SQRT_2 = FloatVector.broadcast(FLOATS, 1.4142135f);

  /** e^r about 0; each number is the power that the coefficient belongs to. */
  private static final FloatVector EXP_6 = FloatVector.broadcast(FLOATS, 0.0013814518f);

  private static final FloatVector EXP_5 = FloatVector.broadcast(FLOATS, 0.00836875f);
  private static final FloatVector EXP_4 = FloatVector.broadcast(FLOATS, 0.041668393f);
  private static final FloatVector EXP_3 = FloatVector.broadcast(FLOATS, 0.1666652f);
  private static final FloatVector EXP_2 = FloatVector.broadcast(FLOATS, 0.49999994f);

  /**
   * log₂ of the normal distribution's tail Φ(−a) = erfc(a/√2)/2, 0 ≤ a. It is smooth: degree 8 is
   * within 1e-7 near 0 and 1e-8 of a · Φ(−a) elsewhere.
   */
  private static final FloatVector TAIL_8 = FloatVector.broadcast(FLOATS, -1.9402162e-6f);

  private static final FloatVector TAIL_7 = FloatVector.broadcast(FLOATS, 2.8568762e-5f);
  private static final FloatVector TAIL_6 = FloatVector.broadcast(FLOATS, -1.342254e-4f);
  private static final FloatVector TAIL_5 = FloatVector.broadcast(FLOATS, -2.6447402e-4f);
  private static final FloatVector TAIL_4 = FloatVector.broadcast(FLOATS, 0.0072339904f);
  private static final FloatVector TAIL_3 = FloatVector.broadcast(FLOATS, -0.05261861f);
  private static final FloatVector TAIL_2 = FloatVector.broadcast(FLOATS, -0.45916516f);
  private static final FloatVector TAIL_1 = FloatVector.broadcast(FLOATS, -1.151111f);
  private static final FloatVector TAIL_0 = FloatVector.broadcast(FLOATS, -0.9999999f);

  /** The normal tail is 0 from here on, where it is 1e-9. */
  private static final FloatVector TAIL_END = FloatVector.broadcast(FLOATS, 6f);

  /** 2^f about 0. */
  private static final FloatVector POWER_5 = FloatVector.broadcast(FLOATS, 0.0013264661f);

  private static final FloatVector POWER_4 = FloatVector.broadcast(FLOATS, 0.009671576f);
  private static final FloatVector POWER_3 = FloatVector.broadcast(FLOATS, 0.055507343f);
  private static final FloatVector POWER_2 = FloatVector.broadcast(FLOATS, 0.24022241f);
  private static final FloatVector POWER_1 = FloatVector.broadcast(FLOATS, 0.693147f);

  /** erf(x) about 0. */
  private static final FloatVector ERF_9 = FloatVector.broadcast(FLOATS, 0.004719737f);

  private static final FloatVector ERF_7 = FloatVector.broadcast(FLOATS, -0.026758073f);
  private static final FloatVector ERF_5 = FloatVector.broadcast(FLOATS, 0.11282837f);
  private static final FloatVector ERF_3 = FloatVector.broadcast(FLOATS, -0.37612608f);
  private static final FloatVector ERF_1 = FloatVector.broadcast(FLOATS, 1.1283792f);
  private static final FloatVector ERF_NEAR = FloatVector.broadcast(FLOATS, 0.5f);

  /** tanh(x) about 0. */
  private static final FloatVector TANH_11 = FloatVector.broadcast(FLOATS, -0.005889542f);

  private static final FloatVector TANH_9 = FloatVector.broadcast(FLOATS, 0.020792495f);
  private static final FloatVector TANH_7 = FloatVector.broadcast(FLOATS, -0.053783223f);
  private static final FloatVector TANH_5 = FloatVector.broadcast(FLOATS, 0.13331923f);
  private static final FloatVector TANH_3 = FloatVector.broadcast(FLOATS, -0.333333f);
  private static final FloatVector TANH_NEAR = FloatVector.broadcast(FLOATS, 0.6f);

  /** √(2/π), the inner factor of the tanh form, times −2 for the logistic form of tanh. */
  private static final FloatVector GELU_TANH_SLOPE = FloatVector.broadcast(FLOATS, -1.5957692f);

  private static final FloatVector GELU_TANH_CUBE =
      FloatVector.broadcast(FLOATS, -1.5957692f * 0.044715f);

  /** e^(−2u) is ∞ long before, and the quotient 0. */
  private static final FloatVector GELU_TANH_LEAST = FloatVector.broadcast(FLOATS, -30f);

  private static final FloatVector SILU_LEAST = FloatVector.broadcast(FLOATS, -200f);
  private static final FloatVector MINUS_HALF = FloatVector.broadcast(FLOATS, -0.5f);

  private VectorMath() {}

  /**
   * e^(x − shift), where no x is greater than the shift by more than 89, within 1.1 units in the
   * last place. 0 where the difference is below −87.7: results under 2^−126 are not kept.
   */
  static void exponentials(float[] in, int inAt, float shift, float[] out, int outAt, int n) {
    FloatVector subtrahend = FloatVector.broadcast(FLOATS, shift);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector d = x.sub(subtrahend);
      FloatVector y = d.blend(EXP_LOWEST, d.compare(LT, EXP_LOWEST));
      FloatVector rounded = y.fma(LOG2_E, ROUND);
      FloatVector whole = rounded.sub(ROUND);
      FloatVector r = whole.fma(MINUS_LN2_LOW, whole.fma(MINUS_LN2_HIGH, y));
      FloatVector p = EXP_6.fma(r, EXP_5);
      p = p.fma(r, EXP_4);
      p = p.fma(r, EXP_3);
      p = p.fma(r, EXP_2);
      p = p.fma(r, ONE);
      p = p.fma(r, ONE);
      FloatVector e = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      e.intoArray(out, outAt + Math.min(i, last));
    }
  }

  /** e^x of one number x ≤ 89 or NaN, with the bits of {@link #exponentials}. */
  static float exponential(float x) {
    float clamped = x < -88f ? -88f : x;
    float rounded = Math.fma(clamped, 1.442695f, 12_583_039f);
    float n = rounded - 12_583_039f;
    float r = Math.fma(n, -0.69314575f, clamped);
    r = Math.fma(n, -1.4286068e-6f, r);
    float p = Math.fma(0.0013814518f, r, 0.00836875f);
    p = Math.fma(p, r, 0.041668393f);
    p = Math.fma(p, r, 0.1666652f);
    p = Math.fma(p, r, 0.49999994f);
    p = Math.fma(p, r, 1f);
    p = Math.fma(p, r, 1f);
    return p * Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << 23);
  }

  /**
   * max(x, 0) − |x| · Φ(−|x|), the error function's form of GELU, within 6e-8 plus half a unit in
   * the last place. Φ is 0 from 6 on, where it is 1e-9; its factor stops there so that ∞ · 0 does
   * not make NaN of ±∞.
   */
  static void gelu(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector size = x.abs();
      VectorMask<Float> far = size.compare(GT, TAIL_END);
      FloatVector a = size.blend(TAIL_END, far);
      FloatVector log = TAIL_8.fma(a, TAIL_7);
      log = log.fma(a, TAIL_6);
      log = log.fma(a, TAIL_5);
      log = log.fma(a, TAIL_4);
      log = log.fma(a, TAIL_3);
      log = log.fma(a, TAIL_2);
      log = log.fma(a, TAIL_1);
      log = log.fma(a, TAIL_0);
      FloatVector rounded = log.add(ROUND);
      FloatVector f = log.sub(rounded.sub(ROUND));
      FloatVector p = POWER_5.fma(f, POWER_4);
      p = p.fma(f, POWER_3);
      p = p.fma(f, POWER_2);
      p = p.fma(f, POWER_1);
      p = p.fma(f, ONE);
      FloatVector tail =
          p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
              .blend(ZERO, far);
      FloatVector relu = x.blend(ZERO, x.compare(LE, ZERO));
      tail.fma(a.neg(), relu).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * x / (1 + e^(−2u)), u = √(2/π) · (x + 0.044715 x³), the tanh form of GELU, within 3e-7 plus half
   * a unit in the last place; 0 long before −30.
   */
  static void geluTanh(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector from = x.blend(GELU_TANH_LEAST, x.compare(LT, GELU_TANH_LEAST));
      FloatVector u = from.mul(from).fma(GELU_TANH_CUBE, GELU_TANH_SLOPE).mul(from);
      FloatVector y = u.blend(EXP_HIGHEST, u.compare(GT, EXP_HIGHEST));
      y = y.blend(EXP_LOWEST, y.compare(LT, EXP_LOWEST));
      FloatVector rounded = y.fma(LOG2_E, ROUND);
      FloatVector whole = rounded.sub(ROUND);
      FloatVector r = whole.fma(MINUS_LN2_LOW, whole.fma(MINUS_LN2_HIGH, y));
      FloatVector p = EXP_6.fma(r, EXP_5);
      p = p.fma(r, EXP_4);
      p = p.fma(r, EXP_3);
      p = p.fma(r, EXP_2);
      p = p.fma(r, ONE);
      p = p.fma(r, ONE);
      FloatVector e = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      from.div(e.add(ONE)).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * x / (1 + e⁻ˣ), below 0 as x · eˣ / (1 + eˣ), within four units in the last place. Both by way
   * of h = e^(−|x|/2), which is far from underflow where h² is not.
   */
  static void silu(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector from = x.blend(SILU_LEAST, x.compare(LT, SILU_LEAST));
      FloatVector half = from.abs().mul(MINUS_HALF);
      FloatVector y = half.blend(EXP_LOWEST, half.compare(LT, EXP_LOWEST));
      FloatVector rounded = y.fma(LOG2_E, ROUND);
      FloatVector whole = rounded.sub(ROUND);
      FloatVector r = whole.fma(MINUS_LN2_LOW, whole.fma(MINUS_LN2_HIGH, y));
      FloatVector p = EXP_6.fma(r, EXP_5);
      p = p.fma(r, EXP_4);
      p = p.fma(r, EXP_3);
      p = p.fma(r, EXP_2);
      p = p.fma(r, ONE);
      p = p.fma(r, ONE);
      FloatVector h = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      FloatVector below = from.mul(h).mul(h);
      from.blend(below, from.compare(LT, ZERO))
          .div(h.fma(h, ONE))
          .intoArray(out, outAt + Math.min(i, last));
    }
  }

  /** 1 / (1 + e⁻ˣ), within three units in the last place. */
  static void sigmoid(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector z = x.neg();
      FloatVector y = z.blend(EXP_HIGHEST, z.compare(GT, EXP_HIGHEST));
      y = y.blend(EXP_LOWEST, y.compare(LT, EXP_LOWEST));
      FloatVector rounded = y.fma(LOG2_E, ROUND);
      FloatVector whole = rounded.sub(ROUND);
      FloatVector r = whole.fma(MINUS_LN2_LOW, whole.fma(MINUS_LN2_HIGH, y));
      FloatVector p = EXP_6.fma(r, EXP_5);
      p = p.fma(r, EXP_4);
      p = p.fma(r, EXP_3);
      p = p.fma(r, EXP_2);
      p = p.fma(r, ONE);
      p = p.fma(r, ONE);
      FloatVector e = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      ONE.div(e.add(ONE)).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * The hyperbolic tangent within 1.3e-7, and within 2e-7 of its value near 0: 1 − 2 / (e^2|x| +
   * 1), and a polynomial near 0.
   */
  static void tanh(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector square = x.mul(x);
      FloatVector near = TANH_11.fma(square, TANH_9);
      near = near.fma(square, TANH_7);
      near = near.fma(square, TANH_5);
      near = near.fma(square, TANH_3);
      near = near.mul(square).fma(x, x);
      FloatVector size = x.abs();
      FloatVector twice = size.add(size);
      FloatVector y = twice.blend(EXP_HIGHEST, twice.compare(GT, EXP_HIGHEST));
      FloatVector rounded = y.fma(LOG2_E, ROUND);
      FloatVector whole = rounded.sub(ROUND);
      FloatVector r = whole.fma(MINUS_LN2_LOW, whole.fma(MINUS_LN2_HIGH, y));
      FloatVector p = EXP_6.fma(r, EXP_5);
      p = p.fma(r, EXP_4);
      p = p.fma(r, EXP_3);
      p = p.fma(r, EXP_2);
      p = p.fma(r, ONE);
      p = p.fma(r, ONE);
      FloatVector e = p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats());
      FloatVector far = ONE.sub(TWO.div(e.add(ONE)));
      FloatVector signed =
          x.reinterpretAsInts()
              .and(Integer.MIN_VALUE)
              .or(far.reinterpretAsInts())
              .reinterpretAsFloats();
      signed.blend(near, size.compare(LT, TANH_NEAR)).intoArray(out, outAt + Math.min(i, last));
    }
  }

  /**
   * The error function within 1.5e-7, and within 3e-7 of its value near 0: 1 − 2 Φ(−|x|√2), and a
   * polynomial near 0.
   */
  static void erf(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      FloatVector square = x.mul(x);
      FloatVector near = ERF_9.fma(square, ERF_7);
      near = near.fma(square, ERF_5);
      near = near.fma(square, ERF_3);
      near = near.fma(square, ERF_1);
      near = near.mul(x);
      FloatVector size = x.abs();
      FloatVector stretched = size.mul(SQRT_2);
      VectorMask<Float> beyond = stretched.compare(GT, TAIL_END);
      FloatVector a = stretched.blend(TAIL_END, beyond);
      FloatVector log = TAIL_8.fma(a, TAIL_7);
      log = log.fma(a, TAIL_6);
      log = log.fma(a, TAIL_5);
      log = log.fma(a, TAIL_4);
      log = log.fma(a, TAIL_3);
      log = log.fma(a, TAIL_2);
      log = log.fma(a, TAIL_1);
      log = log.fma(a, TAIL_0);
      FloatVector rounded = log.add(ROUND);
      FloatVector f = log.sub(rounded.sub(ROUND));
      FloatVector p = POWER_5.fma(f, POWER_4);
      p = p.fma(f, POWER_3);
      p = p.fma(f, POWER_2);
      p = p.fma(f, POWER_1);
      p = p.fma(f, ONE);
      FloatVector tail =
          p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
              .blend(ZERO, beyond);
      FloatVector far = tail.fma(MINUS_TWO, ONE);
      FloatVector signed =
          x.reinterpretAsInts()
              .and(Integer.MIN_VALUE)
              .or(far.reinterpretAsInts())
              .reinterpretAsFloats();
      signed.blend(near, size.compare(LT, ERF_NEAR)).intoArray(out, outAt + Math.min(i, last));
    }
  }
}
