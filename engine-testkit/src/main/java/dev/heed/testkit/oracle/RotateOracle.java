package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import java.util.List;

/** Rotary position embedding: (x, y) → (x·cos − y·sin, x·sin + y·cos). */
final class RotateOracle {
  private RotateOracle() {}

  static List<Expected> rotate(Rotate op, Held held) {
    return rotate(op.name(), op, 1, held);
  }

  /** The other way round. */
  static List<Expected> gradient(RotateGradient op, Held held) {
    Rotate same =
        new Rotate(
            op.outGradient(),
            op.cosines(),
            op.sines(),
            op.positions(),
            op.pairing(),
            op.inGradient());
    return rotate(op.name(), same, -1, held);
  }

  /**
   * @param direction 1, or −1 for the other way round
   */
  private static List<Expected> rotate(String name, Rotate op, int direction, Held held) {
    HostTensor in = held.of(op.in());
    HostTensor cosines = held.of(op.cosines());
    HostTensor sines = held.of(op.sines());
    HostTensor positions = held.of(op.positions());
    Expected out = Expected.like(held.of(op.out()));
    int heads = in.size(1);
    int size = in.size(2);
    int pairs = cosines.width();
    for (int i = 0; i < positions.count(); i++) {
      int p = RowOracle.checked(name, i, positions.bits(i), cosines.rows());
      for (int h = 0; h < heads; h++) {
        int at = (i * heads + h) * size;
        for (int d = 0; d < size; d++) {
          out.set(at + d, in.get(at + d), 0);
        }
        for (int pair = 0; pair < pairs; pair++) {
          int first =
              switch (op.pairing()) {
                case HALF_SPLIT -> at + pair;
                case INTERLEAVED -> at + 2 * pair;
              };
          int second =
              switch (op.pairing()) {
                case HALF_SPLIT -> at + pair + pairs;
                case INTERLEAVED -> at + 2 * pair + 1;
              };
          double cos = cosines.get(p * pairs + pair);
          double sin = direction * sines.get(p * pairs + pair);
          turn(out, first, in.get(first) * cos, -in.get(second) * sin);
          turn(out, second, in.get(first) * sin, in.get(second) * cos);
        }
      }
    }
    return List.of(out);
  }

  /** Two products and their sum: three roundings at most. */
  private static void turn(Expected out, int e, double left, double right) {
    double sum = left + right;
    out.set(e, sum, U * (Math.abs(left) + Math.abs(right) + Math.abs(sum)) + 2 * TINY);
  }
}
