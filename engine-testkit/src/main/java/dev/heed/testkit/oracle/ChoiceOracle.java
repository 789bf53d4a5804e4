package dev.heed.testkit.oracle;

import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.TopKRows;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ops that choose columns: NaN is greater than everything, of equals the first column comes first.
 */
final class ChoiceOracle {
  private ChoiceOracle() {}

  static List<Expected> argMax(ArgMaxRows op, Held held) {
    HostTensor in = held.of(op.in());
    Expected out = Expected.like(held.of(op.out()));
    for (int r = 0; r < in.rows(); r++) {
      out.set(r, order(in, r)[0], 0);
    }
    return List.of(out);
  }

  static List<Expected> topK(TopKRows op, Held held) {
    HostTensor in = held.of(op.in());
    Expected values = Expected.like(held.of(op.values()));
    Expected indices = Expected.like(held.of(op.indices()));
    int k = op.values().width();
    for (int r = 0; r < in.rows(); r++) {
      int[] order = order(in, r);
      for (int c = 0; c < k; c++) {
        values.set(r * k + c, in.get(r * in.width() + order[c]), 0);
        indices.set(r * k + c, order[c], 0);
      }
    }
    return List.of(values, indices);
  }

  /** Columns of row r, greatest first: a stable sort keeps equals in their order. */
  private static int[] order(HostTensor in, int r) {
    int at = r * in.width();
    return IntStream.range(0, in.width())
        .boxed()
        .sorted((i, j) -> compare(in.get(at + j), in.get(at + i)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** As numbers: −0 equals 0, NaN equals NaN and exceeds all else. */
  private static int compare(double x, double y) {
    return x < y ? -1 : x > y ? 1 : Boolean.compare(Double.isNaN(x), Double.isNaN(y));
  }
}
