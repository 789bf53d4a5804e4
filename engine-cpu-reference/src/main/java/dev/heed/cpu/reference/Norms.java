package dev.heed.cpu.reference;

import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Norm and NormalizeRows: each row on its own. */
final class Norms {
  private Norms() {}

  /** out = weight · (in − mean) / √(mean of (in − mean)² + ε) + bias; the mean is 0 for RMS. */
  static void norm(Norm op) {
    int width = op.in().width();
    if (width == 0) {
      return;
    }
    float[] weight = vectorOr(op.weight(), width, 1);
    float[] bias = vectorOr(op.bias(), width, 0);
    for (int r = 0; r < op.in().rows(); r++) {
      float[] row = Rows.read(op.in(), r);
      double mean = op.kind() == NormKind.RMS ? 0 : mean(row);
      double inverseDeviation = 1 / Math.sqrt(squares(row, mean) / width + op.epsilon());
      for (int c = 0; c < width; c++) {
        row[c] = (float) ((row[c] - mean) * inverseDeviation * weight[c] + bias[c]);
      }
      Rows.write(op.out(), r, row);
      if (op.mean() != null) {
        Rows.set(op.mean(), r, (float) mean);
      }
      if (op.inverseDeviation() != null) {
        Rows.set(op.inverseDeviation(), r, (float) inverseDeviation);
      }
    }
  }

  /** out = in / max(‖in‖₂, epsilon). */
  static void normalize(NormalizeRows op) {
    for (int r = 0; r < op.in().rows(); r++) {
      float[] row = Rows.read(op.in(), r);
      double divisor = Math.max(Math.sqrt(squares(row, 0)), op.epsilon());
      for (int c = 0; c < row.length; c++) {
        row[c] = (float) (row[c] / divisor);
      }
      Rows.write(op.out(), r, row);
    }
  }

  static double mean(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += value;
    }
    return sum / row.length;
  }

  /** Σ (x − centre)². */
  static double squares(float[] row, double centre) {
    double sum = 0;
    for (float value : row) {
      sum += (value - centre) * (value - centre);
    }
    return sum;
  }

  static float[] vectorOr(@Nullable Tensor vector, int width, float absent) {
    if (vector != null) {
      return Rows.read(vector, 0);
    }
    float[] values = new float[width];
    Arrays.fill(values, absent);
    return values;
  }
}
