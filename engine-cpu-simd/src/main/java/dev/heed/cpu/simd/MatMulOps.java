package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.Gemm;
import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.engine.op.MatMul;

/**
 * Batched products of two activations: the right factors are packed first, then all is computed.
 */
final class MatMulOps {
  private final Resources with;
  private final MatMul op;
  private final Floats out;
  private final int batch;
  private final int rows;
  private final int columns;
  private final int depth;

  private MatMulOps(Resources with, MatMul op) {
    this.with = with;
    this.op = op;
    this.out = new Floats(op.out());
    this.rows = op.out().size(-2);
    this.columns = op.out().size(-1);
    this.depth = op.transposeA() ? op.a().size(-2) : op.a().size(-1);
    this.batch = out.rows / rows;
  }

  static void matMul(Resources with, MatMul op) {
    if (op.out().elements() > 0) {
      new MatMulOps(with, op).run();
    }
  }

  private void run() {
    Floats a = with.floats(op.a());
    int aStride = a.stride(op.a().rank() - 2);
    int rowsOfA = op.a().size(-2);
    Floats panels = packed(with.floats(op.b()));
    int panelSize = Resources.size(Panels.size(depth, columns));
    boolean oneRight = op.b().rank() == 2;
    Gemm[] products = new Gemm[batch];
    for (int m = 0; m < batch; m++) {
      int aAt = rowsOfA == 0 ? a.at : a.row(m * rowsOfA);
      int panelsAt = panels.at + (oneRight ? 0 : m * panelSize);
      products[m] =
          new Gemm(
              new Gemm.Left(op.transposeA(), a.data, aAt, aStride),
              Gemm.Right.ofPanels(panels.data, panelsAt),
              depth,
              columns);
    }
    run(products);
  }

  /** out = alpha · product + beta · out, for every matrix of the batch. */
  private void run(Gemm[] products) {
    long bytes = (long) Float.BYTES * columns * depth;
    Blocks blocks = Blocks.of(with, batch, rows, columns, depth, bytes);
    int size = products[0].scratchSize(blocks.rowStep());
    int step = blocks.columnStep();
    long sums = op.beta() == 0 ? 0 : (long) blocks.rowStep() * step;
    int outStride = out.stride(op.out().rank() - 2);
    blocks.run(
        with,
        (matrix, firstRow, endRow, first, end, own) -> {
          Gemm gemm = products[matrix];
          Floats scratch = own.floats(size + sums);
          int at = out.row(matrix * rows) + firstRow * outStride + first;
          if (op.beta() == 0) {
            gemm.block(
                firstRow,
                endRow,
                first,
                end,
                out.data,
                at,
                outStride,
                scratch.data,
                scratch.at,
                own.tile());
            scale(endRow - firstRow, end - first, at, outStride);
          } else {
            int sumAt = scratch.at + size;
            gemm.block(
                firstRow,
                endRow,
                first,
                end,
                scratch.data,
                sumAt,
                step,
                scratch.data,
                scratch.at,
                own.tile());
            for (int row = 0; row < endRow - firstRow; row++) {
              int to = at + row * outStride;
              Elementwise.combine(
                  op.alpha(),
                  scratch.data,
                  sumAt + row * step,
                  op.beta(),
                  out.data,
                  to,
                  out.data,
                  to,
                  end - first);
            }
          }
        });
  }

  private void scale(int count, int width, int at, int stride) {
    if (op.alpha() != 1) {
      for (int row = 0; row < count; row++) {
        int to = at + row * stride;
        Elementwise.scale(op.alpha(), out.data, to, out.data, to, width);
      }
    }
  }

  /** The right factors in panels, one after the other; a single one where all rows share it. */
  private Floats packed(Floats b) {
    int matrices = op.b().rank() == 2 ? 1 : batch;
    int each = Panels.paddedColumns(columns) / Panels.PANEL;
    int size = Resources.size(Panels.size(depth, columns));
    int stride = b.stride(op.b().rank() - 2);
    int rowsOfB = op.b().size(-2);
    Floats panels = with.floats((long) matrices * size);
    with.rows(
        matrices * each,
        2L * Panels.PANEL * depth,
        (from, end, own) -> {
          for (int panel = from; panel < end; panel++) {
            int m = panel / each;
            int first = panel % each * Panels.PANEL;
            int last = first + Panels.PANEL;
            int at = rowsOfB == 0 ? b.at : b.row(m * rowsOfB);
            int to = panels.at + m * size;
            if (op.transposeB()) {
              Panels.packTransposed(
                  b.data, at, stride, columns, depth, first, last, panels.data, to);
            } else {
              Panels.pack(
                  b.data,
                  at,
                  stride,
                  columns,
                  depth,
                  first,
                  last,
                  panels.data,
                  to,
                  depth * Panels.PANEL);
            }
          }
        });
    return panels;
  }
}
