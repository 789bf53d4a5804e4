package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Activations;
import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.Gemm;
import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Linear layers: products with a weight, bias and activation applied while a block is in cache. */
final class LinearOps {
  private LinearOps() {}

  static void linear(Resources with, Linear op) {
    linear(with, op.in(), packed(with, op.weight()), op.bias(), op.activation(), op.out());
  }

  static void linear(Resources with, PackedLinear op) {
    linear(with, op.in(), panels(with, op.weight()), op.bias(), op.activation(), op.out());
  }

  static void gatedMlp(Resources with, GatedMlp op) {
    Floats gate = packed(with, op.gate());
    Floats up = packed(with, op.up());
    gatedMlp(with, op.in(), gate, up, op.gateBias(), op.upBias(), op.activation(), op.out());
  }

  static void gatedMlp(Resources with, PackedGatedMlp op) {
    Floats gate = panels(with, op.gate());
    Floats up = panels(with, op.up());
    gatedMlp(with, op.in(), gate, up, op.gateBias(), op.upBias(), op.activation(), op.out());
  }

  private static void linear(
      Resources with,
      Tensor in,
      Floats weight,
      @Nullable Tensor bias,
      Activation activation,
      Tensor out) {
    if (out.elements() == 0) {
      return;
    }
    Gemm product = product(with.evenRows(in), weight, out.width());
    Floats added = bias == null ? null : with.floats(bias);
    intoEvenRows(
        with,
        out,
        result -> {
          Blocks blocks = Blocks.of(with, 1, result.rows, result.width, product.depth());
          int size = product.scratchSize(blocks.rowStep());
          Floats scratch = with.floats((long) with.members() * size);
          blocks.run(
              with,
              (matrix, firstRow, endRow, first, end, member) -> {
                product.block(
                    firstRow,
                    endRow,
                    first,
                    end,
                    result.data,
                    result.row(firstRow) + first,
                    result.stride(),
                    scratch.data,
                    scratch.at + member * size,
                    with.tile(member));
                for (int row = firstRow; row < endRow; row++) {
                  finish(result.data, result.row(row) + first, added, first, end, activation);
                }
              });
        });
  }

  private static void gatedMlp(
      Resources with,
      Tensor in,
      Floats gate,
      Floats up,
      @Nullable Tensor gateBias,
      @Nullable Tensor upBias,
      Activation activation,
      Tensor out) {
    if (out.elements() == 0) {
      return;
    }
    Floats rows = with.evenRows(in);
    Gemm gates = product(rows, gate, out.width());
    Gemm ups = product(rows, up, out.width());
    Floats gateAdded = gateBias == null ? null : with.floats(gateBias);
    Floats upAdded = upBias == null ? null : with.floats(upBias);
    intoEvenRows(
        with,
        out,
        result -> {
          Blocks blocks = Blocks.of(with, 1, result.rows, result.width, 2 * gates.depth());
          int own = gates.scratchSize(blocks.rowStep());
          int step = blocks.columnStep();
          int size = own + blocks.rowStep() * step;
          Floats scratch = with.floats((long) with.members() * size);
          blocks.run(
              with,
              (matrix, firstRow, endRow, first, end, member) -> {
                float[] c = result.data;
                int gemmAt = scratch.at + member * size;
                int upAt = gemmAt + own;
                gates.block(
                    firstRow,
                    endRow,
                    first,
                    end,
                    c,
                    result.row(firstRow) + first,
                    result.stride(),
                    scratch.data,
                    gemmAt,
                    with.tile(member));
                ups.block(
                    firstRow,
                    endRow,
                    first,
                    end,
                    scratch.data,
                    upAt,
                    step,
                    scratch.data,
                    gemmAt,
                    with.tile(member));
                for (int row = firstRow; row < endRow; row++) {
                  int at = result.row(row) + first;
                  int other = upAt + (row - firstRow) * step;
                  finish(c, at, gateAdded, first, end, activation);
                  finish(scratch.data, other, upAdded, first, end, Activation.IDENTITY);
                  Elementwise.multiply(c, at, scratch.data, other, c, at, end - first);
                }
              });
        });
  }

  /**
   * Adds the bias and applies the activation to the columns {@code first} to {@code end} of a row.
   */
  private static void finish(
      float[] c, int at, @Nullable Floats bias, int first, int end, Activation activation) {
    int n = end - first;
    if (bias != null) {
      Elementwise.add(c, at, bias.data, bias.at + first, c, at, n);
    }
    if (activation != Activation.IDENTITY) {
      Activations.apply(activation, c, at, c, at, n);
    }
  }

  private interface Computation {
    void into(Floats result);
  }

  /** Computes into the output itself, or by way of scratch where its rows are not evenly spaced. */
  private static void intoEvenRows(Resources with, Tensor out, Computation computation) {
    Floats result = new Floats(out);
    if (result.isUniform()) {
      computation.into(result);
    } else {
      Floats even = with.matrix(result.rows, result.width);
      computation.into(even);
      with.copyRows(even, result);
    }
  }

  private static Gemm product(Floats in, Floats panels, int columns) {
    return new Gemm(in.data, in.at, in.stride(), panels.data, panels.at, in.width, columns);
  }

  private static Floats panels(Resources with, PackedWeight weight) {
    if (weight instanceof PanelWeight panels) {
      return new Floats(panels.panels());
    }
    if (weight instanceof PlainWeight plain) {
      return packed(with, plain.weight());
    }
    throw new InvalidOpException(
        "a weight packed as %s belongs to another backend".formatted(weight.format()));
  }

  /** Packs a weight for the length of the op. */
  private static Floats packed(Resources with, Tensor weight) {
    int rows = weight.size(0);
    int columns = weight.size(1);
    Floats panels = with.matrix(Panels.paddedColumns(rows), columns);
    long size = PanelWeight.scratchSize(weight);
    Floats scratch = with.floats(with.members() * size);
    with.rows(
        Panels.paddedColumns(rows) / Panels.PANEL,
        2L * Panels.PANEL * columns,
        (first, end, member) ->
            PanelWeight.pack(
                weight,
                first,
                end,
                panels.data,
                panels.at,
                scratch.data,
                scratch.at + (int) (member * size)));
    return panels;
  }
}
