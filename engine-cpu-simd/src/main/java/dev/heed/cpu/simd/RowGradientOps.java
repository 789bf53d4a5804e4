package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.ColumnSums;
import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.RowSums;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.tensor.SeqSpans;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sums down the rows or over all elements, and gradients of ops that move or pool rows. */
final class RowGradientOps {
  /** Columns of a part: a cache line. */
  private static final int COLUMNS = 16;

  /** Elements of a partial sum of squares: a sum in F32 stays short. */
  private static final int PIECE = 4096;

  private RowGradientOps() {}

  static void sumRows(Resources with, SumRows op) {
    Floats out = new Floats(op.out());
    if (!op.accumulate()) {
      Arrays.fill(out.data, out.at, out.at + out.width, 0);
    }
    addRows(with, with.floats(op.in()), out);
  }

  /** sums [width] += Σ rows, four at a time and in order; threads share the columns. */
  static void addRows(Resources with, Floats rows, Floats sums) {
    int whole = rows.rows / 4 * 4;
    columns(
        with,
        rows.rows,
        sums.width,
        (first, end, own) -> {
          int to = sums.at + first;
          int n = end - first;
          for (int row = 0; row < whole; row += 4) {
            ColumnSums.addFour(
                rows.data,
                rows.row(row) + first,
                rows.row(row + 1) + first,
                rows.row(row + 2) + first,
                rows.row(row + 3) + first,
                sums.data,
                to,
                n);
          }
          for (int row = whole; row < rows.rows; row++) {
            int at = rows.row(row) + first;
            Elementwise.add(sums.data, to, rows.data, at, sums.data, to, n);
          }
        });
  }

  /** Runs of columns, for so many rows. */
  private static void columns(Resources with, int rows, int width, Resources.Rows body) {
    with.rows(
        Math.ceilDiv(width, COLUMNS),
        (long) COLUMNS * rows,
        (first, end, own) -> body.run(first * COLUMNS, Math.min(width, end * COLUMNS), own));
  }

  static void sumSquares(Resources with, SumSquares op) {
    Floats in = with.floats(op.in());
    Floats out = new Floats(op.out());
    int width = in.width;
    int pieces = Math.ceilDiv(width, PIECE);
    int count = Math.multiplyExact(in.rows, pieces);
    Floats sums = with.floats(count);
    with.rows(
        count,
        Math.min(width, PIECE),
        (first, end, own) -> {
          for (int piece = first; piece < end; piece++) {
            int column = piece % pieces * PIECE;
            int at = in.row(piece / pieces) + column;
            int n = Math.min(PIECE, width - column);
            sums.data[sums.at + piece] = RowSums.squares(in.data, at, n, 0);
          }
        });
    double sum = 0;
    for (int piece = 0; piece < count; piece++) {
      sum += sums.data[sums.at + piece];
    }
    out.data[out.at] = (float) sum;
  }

  /** Threads share the columns, so that each element gets its rows in their order. */
  static void scatterAdd(Resources with, ScatterAddRows op) {
    Floats to = new Floats(op.to());
    int[] indices = with.indices(op.indices());
    Indices.checkWithin(op.name(), indices, op.to().size(0));
    Floats from = with.floats(op.from());
    columns(
        with,
        2 * from.rows,
        from.width,
        (first, end, own) -> {
          for (int row = 0; row < indices.length; row++) {
            int at = to.row(indices[row]) + first;
            int read = from.row(row) + first;
            Elementwise.add(to.data, at, from.data, read, to.data, at, end - first);
          }
        });
  }

  static void pool(Resources with, PoolRowsGradient op) {
    Floats out = new Floats(op.inGradient());
    Floats outGradient = with.floats(op.outGradient());
    Floats in = op.in() == null ? null : with.floats(op.in());
    SeqSpans spans = op.spans();
    with.rows(
        out.rows,
        out.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int at = out.row(row);
            Arrays.fill(out.data, at, at + out.width, 0);
          }
        });
    long rowsEach = spans.count() == 0 ? 0 : Math.ceilDiv(spans.total(), spans.count());
    with.rows(
        spans.count(),
        rowsEach * out.width,
        (first, end, own) -> {
          for (int s = first; s < end; s++) {
            pool(op, in, spans.start(s), spans.start(s) + spans.length(s), outGradient, s, out);
          }
        });
  }

  private static void pool(
      PoolRowsGradient op,
      @Nullable Floats in,
      int first,
      int end,
      Floats outGradient,
      int s,
      Floats out) {
    int width = out.width;
    int from = outGradient.row(s);
    switch (op.pooling()) {
      case CLS -> System.arraycopy(outGradient.data, from, out.data, out.row(first), width);
      case LAST -> System.arraycopy(outGradient.data, from, out.data, out.row(end - 1), width);
      case MEAN -> {
        for (int row = first; row < end; row++) {
          Elementwise.scale(
              1f / (end - first), outGradient.data, from, out.data, out.row(row), width);
        }
      }
      case MAX -> {
        if (in != null) {
          for (int c = 0; c < width; c++) {
            out.data[out.row(greatest(in, first, end, c)) + c] = outGradient.data[from + c];
          }
        }
      }
    }
  }

  /** The first row that none exceeds in a column; NaN exceeds everything. */
  private static int greatest(Floats in, int first, int end, int column) {
    int best = first;
    float most = in.data[in.row(first) + column];
    for (int row = first + 1; row < end; row++) {
      float x = in.data[in.row(row) + column];
      if (x > most || (Float.isNaN(x) && !Float.isNaN(most))) {
        best = row;
        most = x;
      }
    }
    return best;
  }
}
