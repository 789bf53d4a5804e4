package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.VectorMath.atLeast;
import static dev.heed.cpu.simd.kernel.VectorMath.atMost;

import dev.heed.engine.op.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Activations of n elements, in → out, in place allowed. One loop for each function: a loop with a
 * function argument would box its vectors. And one function in each loop, see {@link VectorMath}:
 * instead of a tail, the last vector is the row's last {@code COUNT} elements, of which some may
 * have been done before; it is loaded before they are stored.
 *
 * <p>The loops are called through an interface. Where a JVM has met three functions, C2 does not
 * inline such a call, so that no method of theirs gathers more of them than it has room for.
 */
public final class Activations {
  /** √(2/π), the inner factor of the tanh form, times −2 for the logistic form of tanh. */
  private static final FloatVector GELU_TANH_SLOPE = FloatVector.broadcast(FLOATS, -1.5957692f);

  private static final FloatVector GELU_TANH_CUBE =
      FloatVector.broadcast(FLOATS, -1.5957692f * 0.044715f);

  /** GELU's tail is 0 from here on. */
  private static final FloatVector GELU_END = FloatVector.broadcast(FLOATS, 6f);

  /** e^(−2u) is ∞ long before, and the quotient 0. */
  private static final FloatVector GELU_TANH_LEAST = FloatVector.broadcast(FLOATS, -30f);

  private static final FloatVector SILU_LEAST = FloatVector.broadcast(FLOATS, -200f);
  private static final FloatVector MINUS_HALF = FloatVector.broadcast(FLOATS, -0.5f);
  private static final FloatVector ZERO = FloatVector.broadcast(FLOATS, 0f);
  private static final FloatVector ONE = FloatVector.broadcast(FLOATS, 1f);

  private Activations() {}

  /** One function over one row. */
  @FunctionalInterface
  private interface Row {
    void run(float[] in, int inAt, float[] out, int outAt, int n);
  }

  /** out [n] = f(in [n]). */
  public static void apply(
      Activation activation, float[] in, int inAt, float[] out, int outAt, int n) {
    Row row = n < COUNT ? shortRow(activation) : row(activation);
    row.run(in, inAt, out, outAt, n);
  }

  private static Row row(Activation activation) {
    return switch (activation) {
      case IDENTITY -> Activations::copy;
      case RELU -> Activations::relu;
      case GELU -> Activations::gelu;
      case GELU_TANH -> Activations::geluTanh;
      case SILU -> Activations::silu;
      case TANH -> Activations::tanh;
      case SIGMOID -> Activations::sigmoid;
      case ERF -> Activations::erf;
    };
  }

  /** For rows shorter than a vector. */
  private static Row shortRow(Activation activation) {
    return switch (activation) {
      case IDENTITY -> Activations::copy;
      case RELU -> Activations::shortRelu;
      case GELU -> Activations::shortGelu;
      case GELU_TANH -> Activations::shortGeluTanh;
      case SILU -> Activations::shortSilu;
      case TANH -> Activations::shortTanh;
      case SIGMOID -> Activations::shortSigmoid;
      case ERF -> Activations::shortErf;
    };
  }

  private static void copy(float[] in, int inAt, float[] out, int outAt, int n) {
    System.arraycopy(in, inAt, out, outAt, n);
  }

  private static void relu(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      relu(x).intoArray(out, outAt + Math.min(i, last));
    }
  }

  private static void shortRelu(float[] in, int inAt, float[] out, int outAt, int n) {
    VectorMask<Float> present = FLOATS.indexInRange(0, n);
    relu(FloatVector.fromArray(FLOATS, in, inAt, present)).intoArray(out, outAt, present);
  }

  private static void gelu(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      gelu(x).intoArray(out, outAt + Math.min(i, last));
    }
  }

  private static void shortGelu(float[] in, int inAt, float[] out, int outAt, int n) {
    VectorMask<Float> present = FLOATS.indexInRange(0, n);
    gelu(FloatVector.fromArray(FLOATS, in, inAt, present)).intoArray(out, outAt, present);
  }

  private static void geluTanh(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      geluTanh(x).intoArray(out, outAt + Math.min(i, last));
    }
  }

  private static void shortGeluTanh(float[] in, int inAt, float[] out, int outAt, int n) {
    VectorMask<Float> present = FLOATS.indexInRange(0, n);
    geluTanh(FloatVector.fromArray(FLOATS, in, inAt, present)).intoArray(out, outAt, present);
  }

  private static void silu(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      silu(x).intoArray(out, outAt + Math.min(i, last));
    }
  }

  private static void shortSilu(float[] in, int inAt, float[] out, int outAt, int n) {
    VectorMask<Float> present = FLOATS.indexInRange(0, n);
    silu(FloatVector.fromArray(FLOATS, in, inAt, present)).intoArray(out, outAt, present);
  }

  private static void tanh(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      VectorMath.tanh(x).intoArray(out, outAt + Math.min(i, last));
    }
  }

  private static void shortTanh(float[] in, int inAt, float[] out, int outAt, int n) {
    VectorMask<Float> present = FLOATS.indexInRange(0, n);
    VectorMath.tanh(FloatVector.fromArray(FLOATS, in, inAt, present))
        .intoArray(out, outAt, present);
  }

  private static void sigmoid(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      sigmoid(x).intoArray(out, outAt + Math.min(i, last));
    }
  }

  private static void shortSigmoid(float[] in, int inAt, float[] out, int outAt, int n) {
    VectorMask<Float> present = FLOATS.indexInRange(0, n);
    sigmoid(FloatVector.fromArray(FLOATS, in, inAt, present)).intoArray(out, outAt, present);
  }

  private static void erf(float[] in, int inAt, float[] out, int outAt, int n) {
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      VectorMath.erf(x).intoArray(out, outAt + Math.min(i, last));
    }
  }

  private static void shortErf(float[] in, int inAt, float[] out, int outAt, int n) {
    VectorMask<Float> present = FLOATS.indexInRange(0, n);
    VectorMath.erf(FloatVector.fromArray(FLOATS, in, inAt, present)).intoArray(out, outAt, present);
  }

  /** x where it is positive or NaN, else 0. */
  private static FloatVector relu(FloatVector x) {
    return x.blend(ZERO, x.compare(VectorOperators.LE, ZERO));
  }

  /** max(x, 0) − |x| · Φ(−|x|), within 6e-8 plus half a unit in the last place. */
  private static FloatVector gelu(FloatVector x) {
    FloatVector size = x.abs();
    // The tail is 0 from 6 on; the factor stops there so that ∞ · 0 does not make NaN of ±∞.
    return VectorMath.normalTail(size).fma(atMost(size, GELU_END).neg(), relu(x));
  }

  /**
   * x / (1 + e^(−2u)), u = √(2/π) · (x + 0.044715 x³), within 3e-7 plus half a unit in the last
   * place; 0 long before −30.
   */
  private static FloatVector geluTanh(FloatVector x) {
    FloatVector from = atLeast(x, GELU_TANH_LEAST);
    FloatVector u = from.mul(from).fma(GELU_TANH_CUBE, GELU_TANH_SLOPE).mul(from);
    return from.div(VectorMath.exp(u).add(ONE));
  }

  /**
   * x / (1 + e⁻ˣ), below 0 as x · eˣ / (1 + eˣ). Both by way of h = e^(−|x|/2), which is far from
   * underflow where h² is not.
   */
  private static FloatVector silu(FloatVector x) {
    FloatVector from = atLeast(x, SILU_LEAST);
    FloatVector h = VectorMath.expBelow89(from.abs().mul(MINUS_HALF));
    FloatVector below = from.mul(h).mul(h);
    return from.blend(below, from.compare(VectorOperators.LT, ZERO)).div(h.fma(h, ONE));
  }

  /** 1 / (1 + e⁻ˣ). */
  private static FloatVector sigmoid(FloatVector x) {
    return ONE.div(VectorMath.exp(x.neg()).add(ONE));
  }
}
