package dev.heed.testkit.cases;

import dev.heed.engine.tensor.DType;
import dev.heed.testkit.oracle.HostTensor;

/** Values that arithmetic treats in a way of their own. */
final class Values {
  /** Zeros, denormals, extremes, infinities, NaN, and what activations turn at. */
  static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    -0.5f,
    1e-3f,
    -1e-3f,
    1e-8f,
    -1e-8f,
    1e-20f,
    -1e-20f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1.17e-38f,
    -1.17e-38f,
    Float.MIN_NORMAL,
    3f,
    -3f,
    5.5f,
    -5.5f,
    8.3f,
    -8.3f,
    9.1f,
    -9.1f,
    15f,
    -15f,
    17.5f,
    -17.5f,
    30f,
    -30f,
    45f,
    -45f,
    80f,
    -80f,
    87f,
    -87f,
    88.5f,
    -88.5f,
    89f,
    -89f,
    100f,
    -100f,
    104f,
    -104f,
    500f,
    -500f,
    1e5f,
    -1e5f,
    1e18f,
    -1e18f,
    3e38f,
    -3e38f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    0.84f,
    -0.84f,
    2f,
    -2f,
    0.3f,
    -0.3f
  };

  private Values() {}

  /** F32 of this shape, the special values one after the other. */
  static HostTensor special(int... shape) {
    HostTensor values = new HostTensor(DType.F32, shape);
    for (int e = 0; e < values.count(); e++) {
      values.set(e, SPECIAL[e % SPECIAL.length]);
    }
    return values;
  }

  /** F32 of this shape, evenly spaced from low to high. */
  static HostTensor ramp(double low, double high, int... shape) {
    HostTensor values = new HostTensor(DType.F32, shape);
    for (int e = 0; e < values.count(); e++) {
      values.set(e, low + (high - low) * e / Math.max(1, values.count() - 1));
    }
    return values;
  }

  /** Replaces every value of row r of a [rows, width] view of the tensor. */
  static void fillRow(HostTensor values, int r, double value) {
    for (int c = 0; c < values.width(); c++) {
      values.set(r * values.width() + c, value);
    }
  }
}
