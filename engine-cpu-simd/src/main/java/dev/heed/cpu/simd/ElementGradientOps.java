package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.ActivationGradients;
import dev.heed.cpu.simd.kernel.Activations;
import dev.heed.cpu.simd.kernel.Drops;
import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlpGradient;

/** Gradients of ops on one element at a time, and dropout, which is its own gradient. */
final class ElementGradientOps {
  /** Work for an element, seen from a copy: two rounds of a mixer of integers. */
  private static final long DROPOUT_WORK = 3;

  private ElementGradientOps() {}

  static void activate(Resources with, ActivateGradient op) {
    Floats in = with.floats(op.in());
    Floats outGradient = with.floats(op.outGradient());
    Floats inGradient = new Floats(op.inGradient());
    with.rows(
        in.rows,
        (1 + ElementOps.work(op.activation())) * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            ActivationGradients.apply(
                op.activation(),
                in.data,
                in.row(row),
                outGradient.data,
                outGradient.row(row),
                inGradient.data,
                inGradient.row(row),
                in.width);
          }
        });
  }

  /** A row's products wait in this thread's memory: the gradients may lie where gate and up do. */
  static void gatedMlp(Resources with, GatedMlpGradient op) {
    Floats gate = with.floats(op.gate());
    Floats up = with.floats(op.up());
    Floats outGradient = with.floats(op.outGradient());
    Floats gateGradient = new Floats(op.gateGradient());
    Floats upGradient = new Floats(op.upGradient());
    int width = gate.width;
    with.rows(
        gate.rows,
        2 * (2 + ElementOps.work(op.activation())) * width,
        (first, end, own) -> {
          Floats rows = own.floats(2L * width);
          int throughGate = rows.at + width;
          for (int row = first; row < end; row++) {
            int gateAt = gate.row(row);
            int outAt = outGradient.row(row);
            Activations.apply(op.activation(), gate.data, gateAt, rows.data, rows.at, width);
            Elementwise.multiply(
                outGradient.data, outAt, up.data, up.row(row), rows.data, throughGate, width);
            ActivationGradients.apply(
                op.activation(),
                gate.data,
                gateAt,
                rows.data,
                throughGate,
                rows.data,
                throughGate,
                width);
            System.arraycopy(
                rows.data, throughGate, gateGradient.data, gateGradient.row(row), width);
            Elementwise.multiply(
                outGradient.data,
                outAt,
                rows.data,
                rows.at,
                upGradient.data,
                upGradient.row(row),
                width);
          }
        });
  }

  static void dropout(Resources with, Dropout op) {
    Floats in = with.floats(op.in());
    Floats out = new Floats(op.out());
    with.rows(
        in.rows,
        DROPOUT_WORK * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            Drops.row(
                op.chance(),
                row * in.width,
                in.data,
                in.row(row),
                out.data,
                out.row(row),
                in.width);
          }
        });
  }
}
