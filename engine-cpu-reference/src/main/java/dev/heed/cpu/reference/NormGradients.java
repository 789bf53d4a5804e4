package dev.heed.cpu.reference;

import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.SoftmaxGradient;

/** NormGradient, NormalizeRowsGradient, SoftmaxGradient: each row on its own. */
final class NormGradients {
  private NormGradients() {}

  /** inGradient = s · (g − mean(g) − x̂ · mean(g · x̂)), g = outGradient · weight. */
  static void norm(NormGradient op) {
    int width = op.in().width();
    if (width == 0) {
      return;
    }
    float[] weight = Norms.vectorOr(op.weight(), width, 1);
    ColumnSums weightSums = new ColumnSums(op.weightGradient());
    ColumnSums biasSums = new ColumnSums(op.biasGradient());
    for (int r = 0; r < op.in().rows(); r++) {
      float[] row = Rows.read(op.in(), r);
      float[] outGradient = Rows.read(op.outGradient(), r);
      double mean = op.kind() == NormKind.RMS ? 0 : Norms.mean(row);
      double inverse = 1 / Math.sqrt(Norms.squares(row, mean) / width + op.epsilon());
      double sum = 0;
      double along = 0;
      for (int c = 0; c < width; c++) {
        double normalised = (row[c] - mean) * inverse;
        double gradient = (double) outGradient[c] * weight[c];
        sum += gradient;
        along += gradient * normalised;
        weightSums.add(c, outGradient[c] * normalised);
        biasSums.add(c, outGradient[c]);
      }
      double centre = op.kind() == NormKind.RMS ? 0 : sum / width;
      for (int c = 0; c < width; c++) {
        double normalised = (row[c] - mean) * inverse;
        double gradient = (double) outGradient[c] * weight[c];
        row[c] = (float) (inverse * (gradient - centre - normalised * along / width));
      }
      Rows.write(op.inGradient(), r, row);
    }
    weightSums.write();
    biasSums.write();
  }

  /** inGradient = (outGradient − y · Σ y · outGradient) / ‖in‖, y = in / ‖in‖. */
  static void normalize(NormalizeRowsGradient op) {
    for (int r = 0; r < op.in().rows(); r++) {
      float[] row = Rows.read(op.in(), r);
      float[] gradient = Rows.read(op.outGradient(), r);
      double length = Math.sqrt(Norms.squares(row, 0));
      boolean divided = !(length <= op.epsilon());
      double along = product(row, gradient) / length;
      for (int c = 0; c < row.length; c++) {
        gradient[c] =
            (float)
                (divided
                    ? (gradient[c] - row[c] / length * along) / length
                    : gradient[c] / op.epsilon());
      }
      Rows.write(op.inGradient(), r, gradient);
    }
  }

  /** inGradient = out · (outGradient − Σ out · outGradient). */
  static void softmax(SoftmaxGradient op) {
    for (int r = 0; r < op.out().rows(); r++) {
      float[] out = Rows.read(op.out(), r);
      float[] gradient = Rows.read(op.outGradient(), r);
      double sum = product(out, gradient);
      for (int c = 0; c < out.length; c++) {
        gradient[c] = (float) (out[c] * (gradient[c] - sum));
      }
      Rows.write(op.inGradient(), r, gradient);
    }
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += (double) a[c] * b[c];
    }
    return sum;
  }
}
