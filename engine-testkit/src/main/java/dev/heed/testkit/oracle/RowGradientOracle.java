package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import java.util.List;
import java.util.Objects;

/** Gradients of ops that move or pool whole rows, and sums over rows. */
final class RowGradientOracle {
  private RowGradientOracle() {}

  static List<Expected> pool(PoolRowsGradient op, Held held) {
    HostTensor in = op.in() == null ? null : held.of(op.in());
    HostTensor outGradient = held.of(op.outGradient());
    Expected inGradient = Expected.like(held.of(op.inGradient()));
    int width = op.inGradient().size(1);
    for (int e = 0; e < op.inGradient().size(0) * width; e++) {
      inGradient.set(e, 0, 0);
    }
    for (int s = 0; s < op.spans().count(); s++) {
      int first = op.spans().start(s);
      int count = op.spans().length(s);
      for (int c = 0; c < width; c++) {
        double gradient = outGradient.get(s * width + c);
        switch (op.pooling()) {
          case MEAN -> {
            double part = gradient / count;
            for (int i = first; i < first + count; i++) {
              inGradient.set(i * width + c, part, 2 * U * Math.abs(part) + TINY);
            }
          }
          case CLS -> inGradient.set(first * width + c, gradient, 0);
          case LAST -> inGradient.set((first + count - 1) * width + c, gradient, 0);
          case MAX ->
              inGradient.set(
                  greatest(Objects.requireNonNull(in), first, count, c) * width + c, gradient, 0);
        }
      }
    }
    return List.of(inGradient);
  }

  /** The row of the first element that none exceeds; NaN exceeds everything. */
  private static int greatest(HostTensor in, int first, int count, int column) {
    int best = first;
    for (int i = first + 1; i < first + count; i++) {
      double x = in.get(i * in.width() + column);
      double most = in.get(best * in.width() + column);
      if (x > most || (Double.isNaN(x) && !Double.isNaN(most))) {
        best = i;
      }
    }
    return best;
  }

  /** Rows that no index names stay as they are. */
  static List<Expected> scatterAdd(ScatterAddRows op, Held held) {
    HostTensor from = held.of(op.from());
    HostTensor indices = held.of(op.indices());
    HostTensor to = held.of(op.to());
    Expected out = Expected.like(to);
    Totals totals = Totals.from(to);
    int width = to.width();
    for (int i = 0; i < indices.count(); i++) {
      int row = RowOracle.checked("scatterAddRows", i, indices.bits(i), to.rows());
      for (int c = 0; c < width; c++) {
        int e = row * width + c;
        totals.add(e, from.get(i * width + c));
        totals.total(e).of(out, e);
      }
    }
    return List.of(out);
  }

  static List<Expected> sumRows(SumRows op, Held held) {
    HostTensor in = held.of(op.in());
    HostTensor before = held.of(op.out());
    Expected out = Expected.like(before);
    Totals totals = op.accumulate() ? Totals.from(before) : new Totals(before.count());
    for (int e = 0; e < in.count(); e++) {
      totals.add(e % in.width(), in.get(e));
    }
    totals.of(out);
    return List.of(out);
  }

  static List<Expected> sumSquares(SumSquares op, Held held) {
    HostTensor in = held.of(op.in());
    Expected out = Expected.like(held.of(op.out()));
    Totals total = new Totals(1);
    for (int e = 0; e < in.count(); e++) {
      total.add(0, in.get(e) * in.get(e));
    }
    total.of(out);
    return List.of(out);
  }
}
