package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.all;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Transcendental functions of every lane, by polynomials in fused multiply–adds: equal bits at any
 * width, interpreted or compiled. Coefficients are minimax fits (linear programming over Chebyshev
 * points); each error below was measured against double precision and is asserted in the tests.
 */
final class VectorMath {
  private static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts: the first times a whole number below 2⁹ is exact. */
  private static final float LN2_HIGH = 0.69314575f;

  private static final float LN2_LOW = 1.4286068e-6f;

  /**
   * 1.5 · 2²³ + 127. Adding it rounds to a whole number n, and leaves n + 127, the exponent field
   * of 2ⁿ, in the lowest bits.
   */
  private static final float ROUND = 12_583_039f;

  /** e^x is 0 below: −127 in the exponent field is 0. */
  private static final float EXP_LOWEST = -88f;

  /** e^x is ∞ above: 128 in the exponent field is ∞. */
  private static final float EXP_HIGHEST = 89f;

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
    FloatVector rounded = clamped.fma(all(LOG2_E), all(ROUND));
    FloatVector n = rounded.sub(ROUND);
    FloatVector r = n.fma(all(-LN2_HIGH), clamped);
    r = n.fma(all(-LN2_LOW), r);
    FloatVector p = all(0.0013814518f);
    p = p.fma(r, all(0.00836875f));
    p = p.fma(r, all(0.041668393f));
    p = p.fma(r, all(0.1666652f));
    p = p.fma(r, all(0.49999994f));
    p = p.fma(r, all(1f));
    p = p.fma(r, all(1f));
    return p.mul(powerOfTwo(rounded));
  }

  /**
   * Φ(−a) = erfc(a/√2)/2 for 0 ≤ a: the weight that the normal distribution has beyond a; 0 from 6
   * on, where it is 1e-9. a · tail(a) is within 2.5e-8.
   */
  static FloatVector normalTail(FloatVector a) {
    VectorMask<Float> far = a.compare(VectorOperators.GT, 6f);
    FloatVector x = a.blend(6f, far);
    // log2 of the tail is smooth: degree 8 is within 1e-7 near 0 and 1e-8 of a · tail elsewhere.
    FloatVector log = all(-1.9402162e-6f);
    log = log.fma(x, all(2.8568762e-5f));
    log = log.fma(x, all(-1.342254e-4f));
    log = log.fma(x, all(-2.6447402e-4f));
    log = log.fma(x, all(0.0072339904f));
    log = log.fma(x, all(-0.05261861f));
    log = log.fma(x, all(-0.45916516f));
    log = log.fma(x, all(-1.151111f));
    log = log.fma(x, all(-0.9999999f));
    FloatVector rounded = log.add(ROUND);
    FloatVector f = log.sub(rounded.sub(ROUND));
    FloatVector p = all(0.0013264661f);
    p = p.fma(f, all(0.009671576f));
    p = p.fma(f, all(0.055507343f));
    p = p.fma(f, all(0.24022241f));
    p = p.fma(f, all(0.693147f));
    p = p.fma(f, all(1f));
    return p.mul(powerOfTwo(rounded)).blend(0f, far);
  }

  /** The error function within 1.5e-7, and within 3e-7 of its value near 0. */
  static FloatVector erf(FloatVector x) {
    FloatVector square = x.mul(x);
    FloatVector near = all(0.004719737f);
    near = near.fma(square, all(-0.026758073f));
    near = near.fma(square, all(0.11282837f));
    near = near.fma(square, all(-0.37612608f));
    near = near.fma(square, all(1.1283792f));
    near = near.mul(x);
    FloatVector size = x.abs();
    FloatVector far = normalTail(size.mul(1.4142135f)).fma(all(-2f), all(1f));
    return withSignOf(x, far).blend(near, size.compare(VectorOperators.LT, 0.5f));
  }

  /** The hyperbolic tangent within 1.3e-7, and within 2e-7 of its value near 0. */
  static FloatVector tanh(FloatVector x) {
    FloatVector square = x.mul(x);
    FloatVector near = all(-0.005889542f);
    near = near.fma(square, all(0.020792495f));
    near = near.fma(square, all(-0.053783223f));
    near = near.fma(square, all(0.13331923f));
    near = near.fma(square, all(-0.333333f));
    near = near.mul(square).fma(x, x);
    FloatVector size = x.abs();
    FloatVector twice = exp(size.add(size));
    FloatVector far = all(1f).sub(all(2f).div(twice.add(1f)));
    return withSignOf(x, far).blend(near, size.compare(VectorOperators.LT, 0.6f));
  }

  /** x, or {@code most} where x is greater; NaN stays. */
  static FloatVector atMost(FloatVector x, float most) {
    return x.blend(most, x.compare(VectorOperators.GT, most));
  }

  /** x, or {@code least} where x is less; NaN stays. */
  static FloatVector atLeast(FloatVector x, float least) {
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
