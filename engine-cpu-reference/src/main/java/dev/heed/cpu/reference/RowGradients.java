package dev.heed.cpu.reference;

import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.tensor.Tensor;

/** PoolRowsGradient, ScatterAddRows, SumRows, SumSquares. */
final class RowGradients {
  private RowGradients() {}

  /** outGradient [sequences, width] → inGradient [rows, width], 0 where a row had no part. */
  static void pool(PoolRowsGradient op) {
    int width = op.inGradient().size(1);
    float[][] gradients = new float[op.inGradient().size(0)][width];
    for (int s = 0; s < op.spans().count(); s++) {
      int start = op.spans().start(s);
      int length = op.spans().length(s);
      float[] gradient = Rows.read(op.outGradient(), s);
      for (int c = 0; c < width; c++) {
        switch (op.pooling()) {
          case MEAN -> {
            for (int i = start; i < start + length; i++) {
              gradients[i][c] = gradient[c] / length;
            }
          }
          case CLS -> gradients[start][c] = gradient[c];
          case LAST -> gradients[start + length - 1][c] = gradient[c];
          case MAX -> {
            if (op.in() != null) {
              gradients[greatest(op.in(), start, length, c)][c] = gradient[c];
            }
          }
        }
      }
    }
    for (int r = 0; r < gradients.length; r++) {
      Rows.write(op.inGradient(), r, gradients[r]);
    }
  }

  /** The row of the first of the greatest elements of a column; NaN is greater than everything. */
  private static int greatest(Tensor in, int start, int length, int column) {
    int best = start;
    float[] value = new float[1];
    Rows.read(in, start, column, value);
    float most = value[0];
    for (int i = start + 1; i < start + length; i++) {
      Rows.read(in, i, column, value);
      if (Choices.isGreater(value[0], most)) {
        best = i;
        most = value[0];
      }
    }
    return best;
  }

  /** to[indices[i]] += from[i], in the order of i. */
  static void scatterAdd(ScatterAddRows op) {
    int[] indices = Indices.within(op.name(), "indices", op.indices(), op.to().size(0));
    for (int i = 0; i < indices.length; i++) {
      float[] sum = Rows.read(op.to(), indices[i]);
      float[] row = Rows.read(op.from(), i);
      for (int c = 0; c < row.length; c++) {
        sum[c] += row[c];
      }
      Rows.write(op.to(), indices[i], sum);
    }
  }

  /** out = Σ rows of in, or += . */
  static void sumRows(SumRows op) {
    if (!op.accumulate()) {
      Rows.write(op.out(), 0, new float[op.out().width()]);
    }
    ColumnSums sums = new ColumnSums(op.out());
    sums.addRows(op.in());
    sums.write();
  }

  /** out[0] = Σ in². */
  static void sumSquares(SumSquares op) {
    double sum = 0;
    for (int r = 0; r < op.in().rows(); r++) {
      sum += Norms.squares(Rows.read(op.in(), r), 0);
    }
    Rows.set(op.out(), 0, (float) sum);
  }
}
