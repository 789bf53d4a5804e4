package dev.heed.cpu.reference;

import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Sums for the elements of a vector, in double, that are added to what it holds; or for nothing.
 */
final class ColumnSums {
  private final @Nullable Tensor vector;
  private final double[] sums;

  ColumnSums(@Nullable Tensor vector) {
    this.vector = vector;
    this.sums = new double[vector == null ? 0 : vector.width()];
  }

  void add(int column, double term) {
    if (vector != null) {
      sums[column] += term;
    }
  }

  /** Adds row after row of a tensor. */
  void addRows(Tensor rows) {
    for (int r = 0; r < rows.rows(); r++) {
      float[] row = Rows.read(rows, r);
      for (int c = 0; c < row.length; c++) {
        add(c, row[c]);
      }
    }
  }

  /** Adds the sums to the vector. */
  void write() {
    if (vector != null) {
      float[] values = Rows.read(vector, 0);
      for (int c = 0; c < values.length; c++) {
        values[c] = (float) (values[c] + sums[c]);
      }
      Rows.write(vector, 0, values);
    }
  }
}
