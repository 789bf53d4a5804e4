package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.ColumnSums;
import dev.heed.cpu.simd.kernel.DotProduct;
import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.NormGradients;
import dev.heed.cpu.simd.kernel.Norms;
import dev.heed.cpu.simd.kernel.RowSums;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gradients of ops that need a whole row. */
final class NormGradientOps {
  /** Work for an element, seen from a copy: passes over rows that stay in L1. */
  private static final long NORM_WORK = 6;

  private static final long SOFTMAX_WORK = 2;

  /**
   * Rows whose shares of the parameters' gradients are summed before they meet those of others:
   * always the same ones, whoever sums them.
   */
  private static final int BLOCK_ROWS = 32;

  private NormGradientOps() {}

  static void norm(Resources with, NormGradient op) {
    Floats in = with.floats(op.in());
    Floats outGradient = with.floats(op.outGradient());
    Floats inGradient = new Floats(op.inGradient());
    int width = in.width;
    if (in.rows == 0 || width == 0) {
      return;
    }
    Floats weight = op.weight() == null ? null : with.floats(op.weight());
    boolean weightToo = op.weightGradient() != null;
    boolean biasToo = op.biasGradient() != null;
    int blocks = Math.ceilDiv(in.rows, BLOCK_ROWS);
    Floats forWeight = weightToo ? with.matrix(blocks, width) : null;
    Floats forBias = biasToo ? with.matrix(blocks, width) : null;
    with.rows(
        blocks,
        NORM_WORK * BLOCK_ROWS * width,
        (first, end, own) -> {
          Floats rows = own.floats(2L * width);
          for (int block = first; block < end; block++) {
            clear(forWeight, block);
            clear(forBias, block);
            int endRow = Math.min(in.rows, (block + 1) * BLOCK_ROWS);
            for (int row = block * BLOCK_ROWS; row < endRow; row++) {
              row(op, in, row, weight, outGradient, rows, forWeight, forBias, block, inGradient);
            }
          }
        });
    add(with, forWeight, op.weightGradient());
    add(with, forBias, op.biasGradient());
  }

  private static void row(
      NormGradient op,
      Floats in,
      int row,
      @Nullable Floats weight,
      Floats outGradient,
      Floats rows,
      @Nullable Floats forWeight,
      @Nullable Floats forBias,
      int block,
      Floats inGradient) {
    int width = in.width;
    int at = in.row(row);
    int outAt = outGradient.row(row);
    float mean = op.kind() == NormKind.LAYER ? Norms.mean(in.data, at, width) : 0;
    float inverse = Norms.inverseDeviation(in.data, at, width, mean, op.epsilon());
    NormGradients.normalise(in.data, at, mean, inverse, rows.data, rows.at, width);
    if (forWeight != null) {
      ColumnSums.addProduct(
          outGradient.data, outAt, rows.data, rows.at, forWeight.data, forWeight.row(block), width);
    }
    if (forBias != null) {
      int to = forBias.row(block);
      Elementwise.add(forBias.data, to, outGradient.data, outAt, forBias.data, to, width);
    }
    float[] through = outGradient.data;
    int throughAt = outAt;
    if (weight != null) {
      through = rows.data;
      throughAt = rows.at + width;
      Elementwise.multiply(
          outGradient.data, outAt, weight.data, weight.at, through, throughAt, width);
    }
    float centre = op.kind() == NormKind.LAYER ? RowSums.sum(through, throughAt, width) / width : 0;
    float along = DotProduct.of(through, throughAt, rows.data, rows.at, width) / width;
    NormGradients.project(
        through,
        throughAt,
        centre,
        along,
        rows.data,
        rows.at,
        inverse,
        inGradient.data,
        inGradient.row(row),
        width);
  }

  private static void clear(@Nullable Floats sums, int block) {
    if (sums != null) {
      int at = sums.row(block);
      Arrays.fill(sums.data, at, at + sums.width, 0);
    }
  }

  private static void add(Resources with, @Nullable Floats sums, @Nullable Tensor gradient) {
    if (sums != null && gradient != null) {
      RowGradientOps.addRows(with, sums, new Floats(gradient));
    }
  }

  static void normalize(Resources with, NormalizeRowsGradient op) {
    Floats in = with.floats(op.in());
    Floats outGradient = with.floats(op.outGradient());
    Floats inGradient = new Floats(op.inGradient());
    int width = in.width;
    with.rows(
        in.rows,
        NORM_WORK * width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int at = in.row(row);
            int outAt = outGradient.row(row);
            int to = inGradient.row(row);
            float length = (float) Math.sqrt(RowSums.squares(in.data, at, width, 0));
            if (length <= op.epsilon()) {
              Elementwise.divide(outGradient.data, outAt, op.epsilon(), inGradient.data, to, width);
            } else {
              double along = DotProduct.of(in.data, at, outGradient.data, outAt, width);
              NormGradients.project(
                  outGradient.data,
                  outAt,
                  0,
                  (float) (along / ((double) length * length)),
                  in.data,
                  at,
                  1 / length,
                  inGradient.data,
                  to,
                  width);
            }
          }
        });
  }

  static void softmax(Resources with, SoftmaxGradient op) {
    Floats out = with.floats(op.out());
    Floats outGradient = with.floats(op.outGradient());
    Floats inGradient = new Floats(op.inGradient());
    int width = out.width;
    with.rows(
        out.rows,
        SOFTMAX_WORK * width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int at = out.row(row);
            int outAt = outGradient.row(row);
            float centre = DotProduct.of(out.data, at, outGradient.data, outAt, width);
            NormGradients.weigh(
                out.data,
                at,
                outGradient.data,
                outAt,
                centre,
                inGradient.data,
                inGradient.row(row),
                width);
          }
        });
  }
}
