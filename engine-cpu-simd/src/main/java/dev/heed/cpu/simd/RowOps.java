package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Conversions;
import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.Selection;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Ops that move, pool or choose among rows. */
final class RowOps {
  private RowOps() {}

  static void gather(Resources with, GatherRows op) {
    Tensor table = op.table();
    int[] indices = with.indices(op.indices());
    Indices.checkWithin(op.name(), indices, table.size(0));
    MemorySegment memory = HostBuffer.of(table).segment();
    Floats out = new Floats(op.out());
    int width = out.width;
    with.rows(
        out.rows,
        2L * width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            long from = table.layout().rowOffset(indices[row]);
            int at = out.row(row);
            if (op.accumulate()) {
              Floats read = own.floats(width);
              Conversions.toFloats(memory, table.dtype(), from, read.data, read.at, width);
              Elementwise.add(out.data, at, read.data, read.at, out.data, at, width);
            } else {
              Conversions.toFloats(memory, table.dtype(), from, out.data, at, width);
            }
          }
        });
  }

  static void scatter(Resources with, ScatterRows op) {
    Tensor to = op.to();
    int[] indices = with.indices(op.indices());
    Indices.checkWithin(op.name(), indices, to.size(0));
    Indices.checkDistinct(op.name(), indices, to.size(0));
    Floats from = with.floats(op.from());
    MemorySegment memory = HostBuffer.of(to).segment();
    with.rows(
        from.rows,
        2L * from.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            long target = to.layout().rowOffset(indices[row]);
            Conversions.fromFloats(
                from.data, from.row(row), from.width, memory, to.dtype(), target);
          }
        });
  }

  static void pool(Resources with, PoolRows op) {
    Floats in = with.floats(op.in());
    Floats out = new Floats(op.out());
    SeqSpans spans = op.spans();
    long rowsEach = spans.count() == 0 ? 0 : Math.ceilDiv(spans.total(), spans.count());
    with.rows(
        spans.count(),
        rowsEach * in.width,
        (first, end, own) -> {
          for (int s = first; s < end; s++) {
            pool(op, in, spans.start(s), spans.start(s) + spans.length(s), out, out.row(s));
          }
        });
  }

  /** The rows from {@code first} to {@code end} as one; sums run down the rows, in order. */
  private static void pool(PoolRows op, Floats in, int first, int end, Floats out, int at) {
    int width = in.width;
    switch (op.pooling()) {
      case CLS -> System.arraycopy(in.data, in.row(first), out.data, at, width);
      case LAST -> System.arraycopy(in.data, in.row(end - 1), out.data, at, width);
      case MEAN -> {
        // Each row takes its share at once: a sum of great values could overflow.
        float share = 1f / (end - first);
        Elementwise.scale(share, in.data, in.row(first), out.data, at, width);
        for (int row = first + 1; row < end; row++) {
          Elementwise.combine(1, out.data, at, share, in.data, in.row(row), out.data, at, width);
        }
      }
      case MAX -> {
        System.arraycopy(in.data, in.row(first), out.data, at, width);
        for (int row = first + 1; row < end; row++) {
          Elementwise.max(out.data, at, in.data, in.row(row), out.data, at, width);
        }
      }
    }
  }

  static void argMax(Resources with, ArgMaxRows op) {
    Floats in = with.floats(op.in());
    Tensor out = op.out();
    int[] columns = HostBuffer.ints(out);
    with.rows(
        in.rows,
        2L * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            columns[element(out, row)] = Selection.argMax(in.data, in.row(row), in.width);
          }
        });
  }

  static void topK(Resources with, TopKRows op) {
    Floats in = with.floats(op.in());
    Floats values = new Floats(op.values());
    int[] columns = HostBuffer.ints(op.indices());
    with.rows(
        in.rows,
        8L * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int columnsAt = element(op.indices(), row * values.width);
            Selection.topK(
                in.data,
                in.row(row),
                in.width,
                values.width,
                values.data,
                values.row(row),
                columns,
                columnsAt);
          }
        });
  }

  /** Where element {@code index} of a heap tensor lies, counted in row-major order. */
  private static int element(Tensor tensor, int index) {
    int width = tensor.width();
    long within = tensor.layout().rowOffset(index / width) - tensor.layout().offset();
    return HostBuffer.offset(tensor) + (int) within + index % width;
  }
}
