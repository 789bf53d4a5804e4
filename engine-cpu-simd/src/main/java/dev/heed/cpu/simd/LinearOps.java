package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Activations;
import dev.heed.cpu.simd.kernel.BlockGemm;
import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.Gemm;
import dev.heed.cpu.simd.kernel.Panels;
import dev.heed.cpu.simd.kernel.Product;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Linear layers: products with a weight, bias and activation applied while a block is in cache. */
final class LinearOps {
  private LinearOps() {}

  /** A weight, ready to be multiplied with. */
  private interface Factor {
    /** in [rows, inputs] · weightᵀ [inputs, {@code columns}]. */
    Product times(Floats in, int columns);
  }

  static void linear(Resources with, Linear op) {
    linear(with, op.in(), plain(with, op.weight(), op.in()), op.bias(), op.activation(), op.out());
  }

  static void linear(Resources with, PackedLinear op) {
    linear(with, op.in(), factor(with, op.weight(), op.in()), op.bias(), op.activation(), op.out());
  }

  static void gatedMlp(Resources with, GatedMlp op) {
    Factor gate = plain(with, op.gate(), op.in());
    Factor up = plain(with, op.up(), op.in());
    gatedMlp(with, op.in(), gate, up, op.gateBias(), op.upBias(), op.activation(), op.out());
  }

  static void gatedMlp(Resources with, PackedGatedMlp op) {
    Factor gate = factor(with, op.gate(), op.in());
    Factor up = factor(with, op.up(), op.in());
    gatedMlp(with, op.in(), gate, up, op.gateBias(), op.upBias(), op.activation(), op.out());
  }

  private static void linear(
      Resources with,
      Tensor in,
      Factor weight,
      @Nullable Tensor bias,
      Activation activation,
      Tensor out) {
    if (out.elements() == 0) {
      return;
    }
    Product product = weight.times(with.evenRows(in), out.width());
    Floats added = bias == null ? null : with.floats(bias);
    intoEvenRows(
        with,
        out,
        result -> {
          Blocks blocks =
              Blocks.of(with, 1, result.rows, result.width, product.depth(), product.bytes());
          int size = product.scratchSize(blocks.rowStep());
          blocks.run(
              with,
              (matrix, firstRow, endRow, first, end, own) -> {
                Floats scratch = own.floats(size);
                product.block(
                    firstRow,
                    endRow,
                    first,
                    end,
                    result.data,
                    result.row(firstRow) + first,
                    result.stride(),
                    scratch.data,
                    scratch.at,
                    own.tile());
                for (int row = firstRow; row < endRow; row++) {
                  finish(result.data, result.row(row) + first, added, first, end, activation);
                }
              });
        });
  }

  private static void gatedMlp(
      Resources with,
      Tensor in,
      Factor gate,
      Factor up,
      @Nullable Tensor gateBias,
      @Nullable Tensor upBias,
      Activation activation,
      Tensor out) {
    if (out.elements() == 0) {
      return;
    }
    Floats rows = with.evenRows(in);
    Product gates = gate.times(rows, out.width());
    Product ups = up.times(rows, out.width());
    Floats gateAdded = gateBias == null ? null : with.floats(gateBias);
    Floats upAdded = upBias == null ? null : with.floats(upBias);
    intoEvenRows(
        with,
        out,
        result -> {
          long bytes = gates.bytes() + ups.bytes();
          Blocks blocks = Blocks.of(with, 1, result.rows, result.width, 2 * gates.depth(), bytes);
          int rowStep = blocks.rowStep();
          int size = Math.max(gates.scratchSize(rowStep), ups.scratchSize(rowStep));
          int step = blocks.columnStep();
          blocks.run(
              with,
              (matrix, firstRow, endRow, first, end, own) -> {
                float[] c = result.data;
                Floats scratch = own.floats(size + (long) blocks.rowStep() * step);
                int upAt = scratch.at + size;
                gates.block(
                    firstRow,
                    endRow,
                    first,
                    end,
                    c,
                    result.row(firstRow) + first,
                    result.stride(),
                    scratch.data,
                    scratch.at,
                    own.tile());
                ups.block(
                    firstRow,
                    endRow,
                    first,
                    end,
                    scratch.data,
                    upAt,
                    step,
                    scratch.data,
                    scratch.at,
                    own.tile());
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

  interface Computation {
    void into(Floats result);
  }

  /** Computes into the output itself, or by way of scratch where its rows are not evenly spaced. */
  static void intoEvenRows(Resources with, Tensor out, Computation computation) {
    Floats result = new Floats(out);
    if (result.isUniform()) {
      computation.into(result);
    } else {
      Floats even = with.matrix(result.rows, result.width);
      computation.into(even);
      with.copyRows(even, result);
    }
  }

  private static Factor factor(Resources with, PackedWeight weight, Tensor in) {
    return switch (weight) {
      case PanelWeight panels -> factor(new Floats(panels.panels()));
      case BlockWeight blocks -> factor(blocks);
      case PlainWeight plain -> plain(with, plain.weight(), in);
      default ->
          throw new InvalidOpException(
              "a weight packed as %s belongs to another backend".formatted(weight.format()));
    };
  }

  private static Factor factor(Floats panels) {
    return factor(Gemm.Right.ofPanels(panels.data, panels.at));
  }

  private static Factor factor(Gemm.Right weight) {
    return (in, columns) ->
        new Gemm(new Gemm.Left(false, in.data, in.at, in.stride()), weight, in.width, columns);
  }

  private static Factor factor(BlockWeight weight) {
    byte[] panels = HostBuffer.bytes(weight.panels());
    int at = HostBuffer.offset(weight.panels());
    return (in, columns) ->
        new BlockGemm(in.data, in.at, in.stride(), weight.type(), panels, at, in.width, columns);
  }

  /**
   * True where a right factor is packed by each block that reads it: in L2, piece by piece. More
   * blocks of rows share panels.
   */
  static boolean isReadByFewBlocks(int rows) {
    return rows <= 2 * Gemm.MOST_ROWS;
  }

  /** A weight that comes unpacked. */
  private static Factor plain(Resources with, Tensor weight, Tensor in) {
    boolean readable = weight.dtype() == DType.F32 && HostBuffer.isOnHeap(weight);
    if (readable && isReadByFewBlocks(in.rows())) {
      Floats floats = new Floats(weight);
      return factor(
          new Gemm.Right(Gemm.Right.Order.TURNED, floats.data, floats.at, floats.stride()));
    }
    return packed(with, weight);
  }

  /** Packs a weight for the length of the op. */
  private static Factor packed(Resources with, Tensor weight) {
    int rows = weight.size(0);
    int columns = weight.size(1);
    Floats panels = with.matrix(Panels.paddedColumns(rows), columns);
    long size = PanelWeight.scratchSize(weight);
    with.rows(
        Panels.paddedColumns(rows) / Panels.PANEL,
        2L * Panels.PANEL * columns,
        (first, end, own) -> {
          Floats scratch = own.floats(size);
          PanelWeight.pack(weight, first, end, panels.data, panels.at, scratch.data, scratch.at);
        });
    return factor(panels);
  }
}
