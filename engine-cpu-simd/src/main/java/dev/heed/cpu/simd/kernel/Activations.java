package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Lanes.all;
import static dev.heed.cpu.simd.kernel.Lanes.before;
import static dev.heed.cpu.simd.kernel.Lanes.load;
import static dev.heed.cpu.simd.kernel.VectorMath.atLeast;
import static dev.heed.cpu.simd.kernel.VectorMath.atMost;

import dev.heed.engine.op.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Activations of n elements, in → out, in place allowed. One loop for each function: a loop with a
 * function argument would box its vectors.
 */
public final class Activations {
  /** √(2/π), the inner factor of the tanh form, times −2 for the logistic form of tanh. */
  private static final float GELU_TANH_SLOPE = -1.5957692f;

  private static final float GELU_TANH_CUBE = GELU_TANH_SLOPE * 0.044715f;

  private Activations() {}

  /** out [n] = f(in [n]). */
  public static void apply(
      Activation activation, float[] in, int inAt, float[] out, int outAt, int n) {
    switch (activation) {
      case IDENTITY -> System.arraycopy(in, inAt, out, outAt, n);
      case RELU -> relu(in, inAt, out, outAt, n);
      case GELU -> gelu(in, inAt, out, outAt, n);
      case GELU_TANH -> geluTanh(in, inAt, out, outAt, n);
      case SILU -> silu(in, inAt, out, outAt, n);
      case TANH -> tanh(in, inAt, out, outAt, n);
      case SIGMOID -> sigmoid(in, inAt, out, outAt, n);
      case ERF -> erf(in, inAt, out, outAt, n);
    }
  }

  private static void relu(float[] in, int inAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      relu(load(in, inAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      relu(load(in, inAt + bound, rest)).intoArray(out, outAt + bound, rest);
    }
  }

  private static void gelu(float[] in, int inAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      gelu(load(in, inAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      gelu(load(in, inAt + bound, rest)).intoArray(out, outAt + bound, rest);
    }
  }

  private static void geluTanh(float[] in, int inAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      geluTanh(load(in, inAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      geluTanh(load(in, inAt + bound, rest)).intoArray(out, outAt + bound, rest);
    }
  }

  private static void silu(float[] in, int inAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      silu(load(in, inAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      silu(load(in, inAt + bound, rest)).intoArray(out, outAt + bound, rest);
    }
  }

  private static void tanh(float[] in, int inAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      VectorMath.tanh(load(in, inAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      VectorMath.tanh(load(in, inAt + bound, rest)).intoArray(out, outAt + bound, rest);
    }
  }

  private static void sigmoid(float[] in, int inAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      sigmoid(load(in, inAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      sigmoid(load(in, inAt + bound, rest)).intoArray(out, outAt + bound, rest);
    }
  }

  private static void erf(float[] in, int inAt, float[] out, int outAt, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      VectorMath.erf(load(in, inAt + i)).intoArray(out, outAt + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      VectorMath.erf(load(in, inAt + bound, rest)).intoArray(out, outAt + bound, rest);
    }
  }

  /** x where it is positive or NaN, else 0. */
  private static FloatVector relu(FloatVector x) {
    return x.blend(0f, x.compare(VectorOperators.LE, 0f));
  }

  /** max(x, 0) − |x| · Φ(−|x|), within 6e-8 plus half a unit in the last place. */
  private static FloatVector gelu(FloatVector x) {
    FloatVector size = x.abs();
    // The tail is 0 from 6 on; the factor stops there so that ∞ · 0 does not make NaN of ±∞.
    return VectorMath.normalTail(size).fma(atMost(size, 6f).neg(), relu(x));
  }

  /**
   * x / (1 + e^(−2u)), u = √(2/π) · (x + 0.044715 x³), within 3e-7 plus half a unit in the last
   * place; 0 long before −30.
   */
  private static FloatVector geluTanh(FloatVector x) {
    FloatVector from = atLeast(x, -30f);
    FloatVector u = from.mul(from).fma(all(GELU_TANH_CUBE), all(GELU_TANH_SLOPE)).mul(from);
    return from.div(VectorMath.exp(u).add(1f));
  }

  /**
   * x / (1 + e⁻ˣ), below 0 as x · eˣ / (1 + eˣ). Both by way of h = e^(−|x|/2), which is far from
   * underflow where h² is not.
   */
  private static FloatVector silu(FloatVector x) {
    FloatVector from = atLeast(x, -200f);
    FloatVector h = VectorMath.expBelow89(from.abs().mul(-0.5f));
    FloatVector below = from.mul(h).mul(h);
    return from.blend(below, from.compare(VectorOperators.LT, 0f)).div(h.fma(h, all(1f)));
  }

  /** 1 / (1 + e⁻ˣ). */
  private static FloatVector sigmoid(FloatVector x) {
    return all(1f).div(VectorMath.exp(x.neg()).add(1f));
  }
}
