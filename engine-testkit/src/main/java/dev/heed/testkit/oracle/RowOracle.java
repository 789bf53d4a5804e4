package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.ScatterRows;
import java.util.List;

/** Ops that move or pool whole rows. */
final class RowOracle {
  private RowOracle() {}

  /** Widening is exact; adding to what out held rounds once. */
  static List<Expected> gather(GatherRows op, Held held) {
    HostTensor table = held.of(op.table());
    HostTensor indices = held.of(op.indices());
    HostTensor before = held.of(op.out());
    Expected out = Expected.like(before);
    int width = table.width();
    for (int i = 0; i < indices.count(); i++) {
      int row = checked("gatherRows", i, indices.bits(i), table.rows());
      for (int c = 0; c < width; c++) {
        double value = table.get(row * width + c);
        int e = i * width + c;
        out.set(e, op.accumulate() ? (float) (before.get(e) + value) : value, 0);
      }
    }
    return List.of(out);
  }

  /** Rows that no index names stay as they are. */
  static List<Expected> scatter(ScatterRows op, Held held) {
    HostTensor from = held.of(op.from());
    HostTensor indices = held.of(op.indices());
    HostTensor to = held.of(op.to());
    Expected out = Expected.like(to);
    boolean[] taken = new boolean[to.rows()];
    int width = to.width();
    for (int i = 0; i < indices.count(); i++) {
      int row = checked("scatterRows", i, indices.bits(i), to.rows());
      if (taken[row]) {
        throw new InvalidOpException(
            "scatterRows: index %d at place %d was given before".formatted(row, i));
      }
      taken[row] = true;
      for (int c = 0; c < width; c++) {
        out.setRounded(row * width + c, from.get(i * width + c));
      }
    }
    return List.of(out);
  }

  static List<Expected> pool(PoolRows op, Held held) {
    HostTensor in = held.of(op.in());
    Expected out = Expected.like(held.of(op.out()));
    int width = in.width();
    for (int s = 0; s < op.spans().count(); s++) {
      int first = op.spans().start(s);
      int count = op.spans().length(s);
      for (int c = 0; c < width; c++) {
        double sum = 0;
        double magnitude = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = first; i < first + count; i++) {
          double x = in.get(i * width + c);
          sum += x;
          magnitude += Math.abs(x);
          greatest = Math.max(greatest, x);
        }
        int e = s * width + c;
        switch (op.pooling()) {
          case Pooling.MEAN ->
              out.set(e, sum / count, Rounding.sum(count) * magnitude / count + 2 * TINY);
          case Pooling.CLS -> out.set(e, in.get(first * width + c), 0);
          case Pooling.LAST -> out.set(e, in.get((first + count - 1) * width + c), 0);
          case Pooling.MAX -> out.set(e, greatest, 0);
        }
      }
    }
    return List.of(out);
  }

  static int checked(String op, int place, int index, int entries) {
    if (index < 0 || index >= entries) {
      throw new InvalidOpException(
          "%s: index %d at place %d is outside the %d rows".formatted(op, index, place, entries));
    }
    return index;
  }
}
