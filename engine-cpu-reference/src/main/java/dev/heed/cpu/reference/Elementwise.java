package dev.heed.cpu.reference;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;

/** Activate, Combine, Fill, Multiply: each element on its own. */
final class Elementwise {
  private Elementwise() {}

  /** out = f(in). */
  static void activate(Activate op) {
    for (int r = 0; r < op.out().rows(); r++) {
      float[] row = Rows.read(op.in(), r);
      for (int c = 0; c < row.length; c++) {
        row[c] = (float) Functions.apply(op.activation(), row[c]);
      }
      Rows.write(op.out(), r, row);
    }
  }

  /** out = alpha · a + beta · b. */
  static void combine(Combine op) {
    for (int r = 0; r < op.out().rows(); r++) {
      float[] a = Rows.read(op.a(), r);
      if (op.b() == null) {
        for (int c = 0; c < a.length; c++) {
          a[c] *= op.alpha();
        }
      } else {
        float[] b = rowOrVector(op.b(), r);
        for (int c = 0; c < a.length; c++) {
          a[c] = (float) ((double) op.alpha() * a[c] + (double) op.beta() * b[c]);
        }
      }
      Rows.write(op.out(), r, a);
    }
  }

  /** out = a · b. */
  static void multiply(Multiply op) {
    for (int r = 0; r < op.out().rows(); r++) {
      float[] a = Rows.read(op.a(), r);
      float[] b = rowOrVector(op.b(), r);
      for (int c = 0; c < a.length; c++) {
        a[c] *= b[c];
      }
      Rows.write(op.out(), r, a);
    }
  }

  /** out = value. */
  static void fill(Fill op) {
    float[] row = new float[op.out().width()];
    Arrays.fill(row, op.value());
    for (int r = 0; r < op.out().rows(); r++) {
      Rows.write(op.out(), r, row);
    }
  }

  /** A vector serves every row. */
  private static float[] rowOrVector(Tensor tensor, int row) {
    return Rows.read(tensor, tensor.rank() == 1 ? 0 : row);
  }
}
