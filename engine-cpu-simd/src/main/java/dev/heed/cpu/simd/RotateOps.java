package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Rotary;
import dev.heed.engine.op.Rotate;

/** Rotary position embedding. */
final class RotateOps {
  private RotateOps() {}

  static void rotate(Resources with, Rotate op) {
    int[] positions = with.indices(op.positions());
    Indices.checkWithin(op.name(), positions, op.cosines().size(0));
    Floats in = with.floats(op.in());
    Floats out = new Floats(op.out());
    Floats cosines = with.floats(op.cosines());
    Floats sines = with.floats(op.sines());
    int heads = op.in().size(1);
    with.rows(
        op.in().size(0),
        2L * heads * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int cosinesAt = cosines.row(positions[row]);
            int sinesAt = sines.row(positions[row]);
            for (int h = 0; h < heads; h++) {
              int from = in.row(row * heads + h);
              int to = out.row(row * heads + h);
              turn(op, in, from, cosines, cosinesAt, sines, sinesAt, out, to);
            }
          }
        });
  }

  private static void turn(
      Rotate op,
      Floats in,
      int from,
      Floats cosines,
      int cosinesAt,
      Floats sines,
      int sinesAt,
      Floats out,
      int to) {
    int pairs = cosines.width;
    switch (op.pairing()) {
      case HALF_SPLIT ->
          Rotary.halfSplit(
              in.data, from, cosines.data, cosinesAt, sines.data, sinesAt, pairs, out.data, to);
      case INTERLEAVED ->
          Rotary.interleaved(
              in.data, from, cosines.data, cosinesAt, sines.data, sinesAt, pairs, out.data, to);
    }
    int rest = in.width - 2 * pairs;
    System.arraycopy(in.data, from + 2 * pairs, out.data, to + 2 * pairs, rest);
  }
}
