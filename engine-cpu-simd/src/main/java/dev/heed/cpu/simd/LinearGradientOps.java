package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Gemm;
import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.tensor.Tensor;

/**
 * The gradients of a linear layer: two products of the kind that goes forward. That of the weight
 * turns outGradient piece by piece, where a product copies its rows anyway.
 */
final class LinearGradientOps {
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
    Gemm gemm =
        new Gemm(
            new Gemm.Left(false, outGradient.data, outGradient.at, outGradient.stride()),
            right(with, factor, outGradient.rows),
            outGradient.width,
            factor.width);
    LinearOps.intoEvenRows(with, inGradient, result -> run(with, gemm, false, result));
  }

  /** sums [features, columns] += outGradientᵀ · in [rows, columns]. */
  private static void weightGradient(Resources with, Floats outGradient, Tensor in, Floats sums) {
    if (sums.rows == 0 || sums.width == 0) {
      return;
    }
    Gemm gemm =
        new Gemm(
            new Gemm.Left(true, outGradient.data, outGradient.at, outGradient.stride()),
            right(with, with.evenRows(in), sums.rows),
            outGradient.rows,
            sums.width);
    run(with, gemm, true, sums);
  }

  /** A right factor [depth, columns]: as it is where few rows read it, else in panels. */
  private static Gemm.Right right(Resources with, Floats b, int rows) {
    if (LinearOps.isReadByFewBlocks(rows)) {
      return new Gemm.Right(Gemm.Right.Order.PLAIN, b.data, b.at, b.stride());
    }
    Floats panels = packed(with, b);
    return Gemm.Right.ofPanels(panels.data, panels.at);
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
