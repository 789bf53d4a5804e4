package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Activations;
import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;

/** Ops on one element at a time. */
final class ElementOps {
  private ElementOps() {}

  static void activate(Resources with, Activate op) {
    Floats in = with.floats(op.in());
    Floats out = new Floats(op.out());
    with.rows(
        in.rows,
        work(op.activation()) * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            Activations.apply(
                op.activation(), in.data, in.row(row), out.data, out.row(row), in.width);
          }
        });
  }

  static void combine(Resources with, Combine op) {
    Floats a = with.floats(op.a());
    Floats out = new Floats(op.out());
    Tensor added = op.b();
    if (added == null) {
      with.rows(
          a.rows,
          a.width,
          (first, end, own) -> {
            for (int row = first; row < end; row++) {
              Elementwise.scale(op.alpha(), a.data, a.row(row), out.data, out.row(row), a.width);
            }
          });
      return;
    }
    Floats b = with.floats(added);
    boolean everyRow = added.rank() == 1;
    with.rows(
        a.rows,
        2L * a.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            Elementwise.combine(
                op.alpha(),
                a.data,
                a.row(row),
                op.beta(),
                b.data,
                everyRow ? b.at : b.row(row),
                out.data,
                out.row(row),
                a.width);
          }
        });
  }

  static void multiply(Resources with, Multiply op) {
    Floats a = with.floats(op.a());
    Floats b = with.floats(op.b());
    Floats out = new Floats(op.out());
    boolean everyRow = op.b().rank() == 1;
    with.rows(
        a.rows,
        2L * a.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            Elementwise.multiply(
                a.data,
                a.row(row),
                b.data,
                everyRow ? b.at : b.row(row),
                out.data,
                out.row(row),
                a.width);
          }
        });
  }

  /** Work for an element, seen from a copy. */
  static long work(Activation activation) {
    return switch (activation) {
      case IDENTITY, RELU -> 1;
      case GELU, GELU_TANH, SILU, TANH, SIGMOID, ERF -> 6;
    };
  }
}
