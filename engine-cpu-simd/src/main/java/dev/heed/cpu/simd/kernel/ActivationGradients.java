package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;

import dev.heed.engine.op.Activation;

/** Gradients through activations, n elements at a time. */
public final class ActivationGradients {
  /**
   * Where rows shorter than a vector, an input and a gradient, are made up to one. Of the thread:
   * they are copied in and out.
   */
  private static final ThreadLocal<float[]> SHORT_ROWS =
      ThreadLocal.withInitial(() -> new float[2 * COUNT]);

  private ActivationGradients() {}

  /** out [n] = gradient [n] · f′(in [n]); out may be gradient. */
  public static void apply(
      Activation activation,
      float[] in,
      int inAt,
      float[] gradient,
      int at,
      float[] out,
      int outAt,
      int n) {
    if (n >= COUNT) {
      row(activation, in, inAt, gradient, at, out, outAt, n);
    } else {
      float[] rows = SHORT_ROWS.get();
      System.arraycopy(in, inAt, rows, 0, n);
      System.arraycopy(gradient, at, rows, COUNT, n);
      row(activation, rows, 0, rows, COUNT, rows, COUNT, COUNT);
      System.arraycopy(rows, COUNT, out, outAt, n);
    }
  }

  private static void row(
      Activation activation,
      float[] in,
      int inAt,
      float[] gradient,
      int at,
      float[] out,
      int outAt,
      int n) {
    switch (activation) {
      case IDENTITY -> System.arraycopy(gradient, at, out, outAt, n);
      case RELU -> Derivatives.relu(in, inAt, gradient, at, out, outAt, n);
      case GELU -> Derivatives.gelu(in, inAt, gradient, at, out, outAt, n);
      case GELU_TANH -> Derivatives.geluTanh(in, inAt, gradient, at, out, outAt, n);
      case SILU -> Derivatives.silu(in, inAt, gradient, at, out, outAt, n);
      case TANH -> Derivatives.tanh(in, inAt, gradient, at, out, outAt, n);
      case SIGMOID -> Derivatives.sigmoid(in, inAt, gradient, at, out, outAt, n);
      case ERF -> Derivatives.erf(in, inAt, gradient, at, out, outAt, n);
    }
  }
}
