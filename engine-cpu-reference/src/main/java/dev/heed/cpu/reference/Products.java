package dev.heed.cpu.reference;

import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;

/** Linear and MatMul: every output is one sum over k, in order, in double. */
final class Products {
  /** Output features of a linear layer at a time: their part of the weight stays in cache. */
  private static final int PANEL = 64;

  private Products() {}

  /** out = f(in · weightᵀ + bias): in [.., k], weight [n, k], out [.., n]. */
  static void linear(Linear op) {
    int features = op.out().width();
    float[] bias = op.bias() == null ? new float[features] : Rows.read(op.bias(), 0);
    for (int from = 0; from < features; from += PANEL) {
      int count = Math.min(PANEL, features - from);
      float[][] panel = Rows.readTransposed(op.weight(), from, count);
      double[] sums = new double[count];
      float[] out = new float[count];
      for (int r = 0; r < op.out().rows(); r++) {
        rowTimesMatrix(Rows.read(op.in(), r), panel, sums);
        for (int n = 0; n < count; n++) {
          out[n] = (float) Functions.apply(op.activation(), sums[n] + bias[from + n]);
        }
        Rows.write(op.out(), r, from, out);
      }
    }
  }

  /** out = alpha · a · b + beta · out, one matrix of the batch after the other. */
  static void matMul(MatMul op) {
    int m = op.out().size(-2);
    int batch = m == 0 ? 0 : op.out().rows() / m;
    double[] sums = new double[op.out().width()];
    for (int matrix = 0; matrix < batch; matrix++) {
      float[][] a = matrix(op.a(), matrix, op.transposeA());
      float[][] b = matrix(op.b(), op.b().rank() == 2 ? 0 : matrix, op.transposeB());
      for (int i = 0; i < m; i++) {
        rowTimesMatrix(a[i], b, sums);
        float[] out = Rows.read(op.out(), matrix * m + i);
        for (int n = 0; n < out.length; n++) {
          double kept = op.beta() == 0 ? 0 : (double) op.beta() * out[n];
          out[n] = (float) (op.alpha() * sums[n] + kept);
        }
        Rows.write(op.out(), matrix * m + i, out);
      }
    }
  }

  /**
   * a [k] · b [k][n] → sums [n]. The inner loop runs over n, where nothing waits for the sum before
   * it; a product of two floats is exact in a double.
   */
  private static void rowTimesMatrix(float[] a, float[][] b, double[] sums) {
    Arrays.fill(sums, 0);
    for (int k = 0; k < a.length; k++) {
      addScaled(a[k], b[k], sums);
    }
  }

  private static void addScaled(double factor, float[] row, double[] sums) {
    for (int n = 0; n < sums.length; n++) {
      sums[n] += factor * row[n];
    }
  }

  /** Matrix {@code index} of a batch [.., rows, columns], as it is or turned. */
  private static float[][] matrix(Tensor tensor, int index, boolean transposed) {
    int rows = tensor.size(-2);
    return transposed
        ? Rows.readTransposed(tensor, index * rows, rows)
        : Rows.read(tensor, index * rows, rows);
  }
}
