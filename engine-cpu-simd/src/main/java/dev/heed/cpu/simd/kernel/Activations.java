package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import dev.heed.engine.op.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Activations of n elements, in → out, in place allowed. */
public final class Activations {
  /**
   * Where a row shorter than a vector is made up to one. Of the thread: it is copied in and out.
   */
  private static final ThreadLocal<float[]> SHORT_ROW =
      ThreadLocal.withInitial(() -> new float[COUNT]);

  private Activations() {}

  /** out [n] = f(in [n]). */
  public static void apply(
      Activation activation, float[] in, int inAt, float[] out, int outAt, int n) {
    if (n >= COUNT) {
      row(activation, in, inAt, out, outAt, n);
    } else {
      float[] row = SHORT_ROW.get();
      System.arraycopy(in, inAt, row, 0, n);
      row(activation, row, 0, row, 0, COUNT);
      System.arraycopy(row, 0, out, outAt, n);
    }
  }

  private static void row(
      Activation activation, float[] in, int inAt, float[] out, int outAt, int n) {
    switch (activation) {
      case IDENTITY -> System.arraycopy(in, inAt, out, outAt, n);
      case RELU -> relu(in, inAt, out, outAt, n);
      case GELU -> VectorMath.gelu(in, inAt, out, outAt, n);
      case GELU_TANH -> VectorMath.geluTanh(in, inAt, out, outAt, n);
      case SILU -> VectorMath.silu(in, inAt, out, outAt, n);
      case TANH -> VectorMath.tanh(in, inAt, out, outAt, n);
      case SIGMOID -> VectorMath.sigmoid(in, inAt, out, outAt, n);
      case ERF -> VectorMath.erf(in, inAt, out, outAt, n);
    }
  }

  /** x where it is positive or NaN, else 0; as the functions of {@link VectorMath}. */
  private static void relu(float[] in, int inAt, float[] out, int outAt, int n) {
    FloatVector zero = FloatVector.broadcast(FLOATS, 0);
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      x.blend(zero, x.compare(VectorOperators.LE, zero)).intoArray(out, outAt + Math.min(i, last));
    }
  }
}
