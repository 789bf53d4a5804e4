package dev.heed.cpu.reference;

import dev.heed.engine.op.PoolRows;
import dev.heed.engine.tensor.Tensor;

/** PoolRows: each sequence to one row. */
final class PoolLoops {
  private PoolLoops() {}

  /** in [rows, width] → out [sequences, width]. */
  static void pool(PoolRows op) {
    for (int s = 0; s < op.spans().count(); s++) {
      int start = op.spans().start(s);
      int length = op.spans().length(s);
      float[] pooled =
          switch (op.pooling()) {
            case MEAN -> mean(op.in(), start, length);
            case CLS -> Rows.read(op.in(), start);
            case LAST -> Rows.read(op.in(), start + length - 1);
            case MAX -> greatest(op.in(), start, length);
          };
      Rows.write(op.out(), s, pooled);
    }
  }

  private static float[] mean(Tensor in, int start, int length) {
    double[] sums = new double[in.width()];
    for (int i = 0; i < length; i++) {
      float[] row = Rows.read(in, start + i);
      for (int c = 0; c < sums.length; c++) {
        sums[c] += row[c];
      }
    }
    float[] means = new float[sums.length];
    for (int c = 0; c < sums.length; c++) {
      means[c] = (float) (sums[c] / length);
    }
    return means;
  }

  private static float[] greatest(Tensor in, int start, int length) {
    float[] most = Rows.read(in, start);
    for (int i = 1; i < length; i++) {
      float[] row = Rows.read(in, start + i);
      for (int c = 0; c < most.length; c++) {
        most[c] = Math.max(most[c], row[c]);
      }
    }
    return most;
  }
}
