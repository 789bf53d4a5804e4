package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.Rotary;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.tensor.Tensor;

/** Rotary position embedding, and the way back, which turns by the sines' opposites. */
final class RotateOps {
  private final RotaryPairing pairing;
  private final Floats in;
  private final Floats cosines;
  private final Floats sines;
  private final int[] positions;
  private final Floats out;

  private RotateOps(
      Resources with,
      String op,
      RotaryPairing pairing,
      Tensor in,
      Tensor cosines,
      Tensor sines,
      Tensor positions,
      Tensor out) {
    this.pairing = pairing;
    this.positions = with.indices(positions);
    Indices.checkWithin(op, this.positions, cosines.size(0));
    this.in = with.floats(in);
    this.out = new Floats(out);
    this.cosines = with.floats(cosines);
    this.sines = with.floats(sines);
  }

  static void rotate(Resources with, Rotate op) {
    new RotateOps(
            with,
            op.name(),
            op.pairing(),
            op.in(),
            op.cosines(),
            op.sines(),
            op.positions(),
            op.out())
        .run(with, op.in().size(1), false);
  }

  static void gradient(Resources with, RotateGradient op) {
    new RotateOps(
            with,
            op.name(),
            op.pairing(),
            op.outGradient(),
            op.cosines(),
            op.sines(),
            op.positions(),
            op.inGradient())
        .run(with, op.outGradient().size(1), true);
  }

  private void run(Resources with, int heads, boolean back) {
    int pairs = cosines.width;
    with.rows(
        positions.length,
        2L * heads * in.width,
        (first, end, own) -> {
          Floats opposite = own.floats(back ? pairs : 0);
          for (int row = first; row < end; row++) {
            float[] angles = sines.data;
            int anglesAt = sines.row(positions[row]);
            if (back) {
              Elementwise.scale(-1, angles, anglesAt, opposite.data, opposite.at, pairs);
              angles = opposite.data;
              anglesAt = opposite.at;
            }
            int cosinesAt = cosines.row(positions[row]);
            for (int h = 0; h < heads; h++) {
              int from = in.row(row * heads + h);
              turn(from, cosinesAt, angles, anglesAt, out.row(row * heads + h));
            }
          }
        });
  }

  private void turn(int from, int cosinesAt, float[] sines, int sinesAt, int to) {
    int pairs = cosines.width;
    switch (pairing) {
      case HALF_SPLIT ->
          Rotary.halfSplit(
              in.data, from, cosines.data, cosinesAt, sines, sinesAt, pairs, out.data, to);
      case INTERLEAVED ->
          Rotary.interleaved(
              in.data, from, cosines.data, cosinesAt, sines, sinesAt, pairs, out.data, to);
    }
    int rest = in.width - 2 * pairs;
    System.arraycopy(in.data, from + 2 * pairs, out.data, to + 2 * pairs, rest);
  }
}
