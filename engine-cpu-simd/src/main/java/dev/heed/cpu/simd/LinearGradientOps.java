package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Gemm;
import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.cpu.simd.kernel.Transposition;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.tensor.Tensor;

/**
 * The gradients of a linear layer: two products of the kind that goes forward. That of the weight
 * wants outGradient with its columns as rows, which is a copy of some hundredths of the work.
 */
final class LinearGradientOps {
  /** Columns of outGradient that are turned at a time: a cache line. */
  private static final int TURNED = 16;

  private LinearGradientOps() {}

  static void linear(Resources with, LinearGradient op) {
    Floats outGradient = with.evenRows(op.outGradient());
    Tensor inGradient = op.inGradient();
    if (inGradient != null && op.weight() != null && inGradient.elements() > 0) {
      inGradient(with, outGradient, op.weight(), inGradient);
    }
    Tensor weightGradient = op.weightGradient();
    if (weightGradient != null && op.in() != null && outGradient.rows > 0) {
      weightGradient(with, outGradient, op.in(), new Floats(weightGradient));
    }
    if (op.biasGradient() != null) {
      RowGradientOps.addRows(with, outGradient, new Floats(op.biasGradient()));
    }
  }

  /** outGradient [rows, features] · weight [features, columns]. */
  private static void inGradient(
      Resources with, Floats outGradient, Tensor weight, Tensor inGradient) {
    Floats factor = with.floats(weight);
    Floats panels = packed(with, factor);
    Gemm gemm =
        new Gemm(
            outGradient.data,
            outGradient.at,
            outGradient.stride(),
            panels.data,
            panels.at,
            outGradient.width,
            factor.width);
    LinearOps.intoEvenRows(with, inGradient, result -> run(with, gemm, false, result));
  }

  /** sums [features, columns] += outGradientᵀ · in [rows, columns]. */
  private static void weightGradient(Resources with, Floats outGradient, Tensor in, Floats sums) {
    if (sums.rows == 0 || sums.width == 0) {
      return;
    }
    int rows = outGradient.rows;
    Floats panels = packed(with, with.evenRows(in));
    // An odd number of cache lines, so that the rows fill all sets of a cache.
    int stride = (Math.ceilDiv(rows, TURNED) | 1) * TURNED;
    Floats turned = with.floats((long) outGradient.width * stride);
    with.rows(
        Math.ceilDiv(outGradient.width, TURNED),
        2L * TURNED * rows,
        (first, end, own) -> {
          int column = first * TURNED;
          Transposition.turn(
              outGradient.data,
              outGradient.at + column,
              outGradient.stride(),
              rows,
              Math.min(outGradient.width, end * TURNED) - column,
              turned.data,
              turned.at + column * stride,
              stride);
        });
    Gemm gemm = new Gemm(turned.data, turned.at, stride, panels.data, panels.at, rows, sums.width);
    run(with, gemm, true, sums);
  }

  /**
   * c = the product, or +=.
   *
   * @param c evenly spaced rows
   */
  private static void run(Resources with, Gemm gemm, boolean adds, Floats c) {
    Blocks blocks = Blocks.of(with, 1, c.rows, c.width, gemm.depth(), gemm.bytes());
    int size = gemm.scratchSize(blocks.rowStep());
    blocks.run(
        with,
        (matrix, firstRow, endRow, first, end, own) -> {
          Floats scratch = own.floats(size);
          int at = c.row(firstRow) + first;
          if (adds) {
            gemm.add(
                firstRow,
                endRow,
                first,
                end,
                c.data,
                at,
                c.stride(),
                scratch.data,
                scratch.at,
                own.tile());
          } else {
            gemm.block(
                firstRow,
                endRow,
                first,
                end,
                c.data,
                at,
                c.stride(),
                scratch.data,
                scratch.at,
                own.tile());
          }
        });
  }

  /** A right factor [depth, columns] in panels. */
  private static Floats packed(Resources with, Floats b) {
    Floats panels = with.floats(Panels.size(b.rows, b.width));
    with.rows(
        Panels.paddedColumns(b.width) / Panels.PANEL,
        2L * Panels.PANEL * b.rows,
        (first, end, own) ->
            Panels.pack(
                b.data,
                b.at,
                b.stride(),
                b.width,
                b.rows,
                first * Panels.PANEL,
                end * Panels.PANEL,
                panels.data,
                panels.at,
                b.rows * Panels.PANEL));
    return panels;
  }
}
