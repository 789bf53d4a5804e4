package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Transcendental functions of every lane, by polynomials in fused multiply–adds: equal bits at any
 * width, interpreted or compiled. Coefficients are minimax fits (linear programming over Chebyshev
 * points); each error below was measured against double precision and is asserted in the tests.
 *
 * <p>Coefficients are constants of the class: C2 stops inlining methods that are not the JDK's own
 * when a method has grown to 18,000 nodes (NodeCountInliningCutoff), and then vectors are boxed. A
 * broadcast for each coefficient made one exponential half of that. A loop over rows has one of
 * these functions in it and calls it once.
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

  /** log₂ of the normal distribution's tail. */
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

  private VectorMath() {}

  /**
   * e^x within 1.1 units in the last place. 0 below −87.7 (results under 2^−126 are not kept), ∞
   * above 88.37; NaN stays NaN.
   */
  static FloatVector exp(FloatVector x) {
    return expBelow89(atMost(x, EXP_HIGHEST));
  }

  /** {@link #exp} for x ≤ 89 or NaN. */
  static FloatVector expBelow89(FloatVector x) {
    FloatVector clamped = atLeast(x, EXP_LOWEST);
    FloatVector rounded = clamped.fma(LOG2_E, ROUND);
    FloatVector n = rounded.sub(ROUND);
    FloatVector r = n.fma(MINUS_LN2_HIGH, clamped);
    r = n.fma(MINUS_LN2_LOW, r);
    FloatVector p = EXP_6.fma(r, EXP_5);
    p = p.fma(r, EXP_4);
    p = p.fma(r, EXP_3);
    p = p.fma(r, EXP_2);
    p = p.fma(r, ONE);
    p = p.fma(r, ONE);
    return p.mul(powerOfTwo(rounded));
  }

  /** {@link #expBelow89} of one number, with the same bits. */
  static float expBelow89(float x) {
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
   * Φ(−a) = erfc(a/√2)/2 for 0 ≤ a: the weight that the normal distribution has beyond a; 0 from 6
   * on, where it is 1e-9. a · tail(a) is within 2.5e-8.
   */
  static FloatVector normalTail(FloatVector a) {
    VectorMask<Float> far = a.compare(VectorOperators.GT, TAIL_END);
    FloatVector x = a.blend(TAIL_END, far);
    // log2 of the tail is smooth: degree 8 is within 1e-7 near 0 and 1e-8 of a · tail elsewhere.
    FloatVector log = TAIL_8.fma(x, TAIL_7);
    log = log.fma(x, TAIL_6);
    log = log.fma(x, TAIL_5);
    log = log.fma(x, TAIL_4);
    log = log.fma(x, TAIL_3);
    log = log.fma(x, TAIL_2);
    log = log.fma(x, TAIL_1);
    log = log.fma(x, TAIL_0);
    FloatVector rounded = log.add(ROUND);
    FloatVector f = log.sub(rounded.sub(ROUND));
    FloatVector p = POWER_5.fma(f, POWER_4);
    p = p.fma(f, POWER_3);
    p = p.fma(f, POWER_2);
    p = p.fma(f, POWER_1);
    p = p.fma(f, ONE);
    return p.mul(powerOfTwo(rounded)).blend(ZERO, far);
  }

  /** The error function within 1.5e-7, and within 3e-7 of its value near 0. */
  static FloatVector erf(FloatVector x) {
    FloatVector square = x.mul(x);
    FloatVector near = ERF_9.fma(square, ERF_7);
    near = near.fma(square, ERF_5);
    near = near.fma(square, ERF_3);
    near = near.fma(square, ERF_1);
    near = near.mul(x);
    FloatVector size = x.abs();
    FloatVector far = normalTail(size.mul(SQRT_2)).fma(MINUS_TWO, ONE);
    return withSignOf(x, far).blend(near, size.compare(VectorOperators.LT, ERF_NEAR));
  }

  /** The hyperbolic tangent within 1.3e-7, and within 2e-7 of its value near 0. */
  static FloatVector tanh(FloatVector x) {
    FloatVector square = x.mul(x);
    FloatVector near = TANH_11.fma(square, TANH_9);
    near = near.fma(square, TANH_7);
    near = near.fma(square, TANH_5);
    near = near.fma(square, TANH_3);
    near = near.mul(square).fma(x, x);
    FloatVector size = x.abs();
    FloatVector twice = exp(size.add(size));
    FloatVector far = ONE.sub(TWO.div(twice.add(ONE)));
    return withSignOf(x, far).blend(near, size.compare(VectorOperators.LT, TANH_NEAR));
  }

  /** x, or {@code most} where x is greater; NaN stays. */
  static FloatVector atMost(FloatVector x, FloatVector most) {
    return x.blend(most, x.compare(VectorOperators.GT, most));
  }

  /** x, or {@code least} where x is less; NaN stays. */
  static FloatVector atLeast(FloatVector x, FloatVector least) {
    return x.blend(least, x.compare(VectorOperators.LT, least));
  }

  /** 2ⁿ of a number rounded by {@link #ROUND}: its lowest nine bits as sign and exponent. */
  private static FloatVector powerOfTwo(FloatVector rounded) {
    return rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /** {@code size} ≥ 0 with the sign of x. */
  private static FloatVector withSignOf(FloatVector x, FloatVector size) {
    return x.reinterpretAsInts()
        .and(Integer.MIN_VALUE)
        .or(size.reinterpretAsInts())
        .reinterpretAsFloats();
  }
}
