package dev.heed.cpu.reference;

import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.tensor.Tensor;

/** ActivateGradient and Dropout: each element on its own. */
final class ElementGradients {
  private ElementGradients() {}

  /** inGradient = outGradient · f′(in). */
  static void activate(ActivateGradient op) {
    for (int r = 0; r < op.in().rows(); r++) {
      float[] in = Rows.read(op.in(), r);
      float[] gradient = Rows.read(op.outGradient(), r);
      for (int c = 0; c < in.length; c++) {
        gradient[c] = (float) (gradient[c] * Derivatives.of(op.activation(), in[c]));
      }
      Rows.write(op.inGradient(), r, gradient);
    }
  }

  /** out = in / (1 − rate), or 0. */
  static void dropout(Dropout op) {
    Tensor in = op.in();
    float scale = op.chance().scale();
    for (int r = 0; r < in.rows(); r++) {
      float[] row = Rows.read(in, r);
      for (int c = 0; c < row.length; c++) {
        row[c] = op.chance().keeps(r * row.length + c) ? row[c] * scale : 0;
      }
      Rows.write(op.out(), r, row);
    }
  }
}
