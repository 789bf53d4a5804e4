package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.Norms;
import dev.heed.cpu.simd.kernel.SoftmaxRow;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Ops that need a whole row: norms and softmax. */
final class NormOps {
  /** Work for an element, seen from a copy: three passes over a row that stays in L1. */
  private static final long NORM_WORK = 3;

  private static final long SOFTMAX_WORK = 8;

  private NormOps() {}

  static void norm(Resources with, Norm op) {
    Floats in = with.floats(op.in());
    Floats out = new Floats(op.out());
    Floats weight = vector(with, op.weight(), in.width, 1);
    Floats bias = vector(with, op.bias(), in.width, 0);
    Floats mean = present(op.mean());
    Floats inverse = present(op.inverseDeviation());
    with.rows(
        in.rows,
        NORM_WORK * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int at = in.row(row);
            float m = op.kind() == NormKind.LAYER ? Norms.mean(in.data, at, in.width) : 0;
            float f = Norms.inverseDeviation(in.data, at, in.width, m, op.epsilon());
            Norms.apply(
                in.data,
                at,
                m,
                f,
                weight.data,
                weight.at,
                bias.data,
                bias.at,
                out.data,
                out.row(row),
                in.width);
            if (mean != null) {
              mean.data[mean.element(row)] = m;
            }
            if (inverse != null) {
              inverse.data[inverse.element(row)] = f;
            }
          }
        });
  }

  static void addNorm(Resources with, AddNorm op) {
    Floats a = with.floats(op.a());
    Floats b = with.floats(op.b());
    Floats out = new Floats(op.out());
    Floats weight = vector(with, op.weight(), a.width, 1);
    Floats bias = vector(with, op.bias(), a.width, 0);
    Floats sum = op.sum() == null ? out : new Floats(op.sum());
    with.rows(
        a.rows,
        (NORM_WORK + 1) * a.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int at = sum.row(row);
            Elementwise.add(a.data, a.row(row), b.data, b.row(row), sum.data, at, a.width);
            float m = op.kind() == NormKind.LAYER ? Norms.mean(sum.data, at, a.width) : 0;
            float f = Norms.inverseDeviation(sum.data, at, a.width, m, op.epsilon());
            Norms.apply(
                sum.data,
                at,
                m,
                f,
                weight.data,
                weight.at,
                bias.data,
                bias.at,
                out.data,
                out.row(row),
                a.width);
          }
        });
  }

  static void normalize(Resources with, NormalizeRows op) {
    Floats in = with.floats(op.in());
    Floats out = new Floats(op.out());
    with.rows(
        in.rows,
        NORM_WORK * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            Norms.euclidean(in.data, in.row(row), op.epsilon(), out.data, out.row(row), in.width);
          }
        });
  }

  static void softmax(Resources with, Softmax op) {
    Floats in = with.floats(op.in());
    Floats out = new Floats(op.out());
    Floats logSumExp = present(op.logSumExp());
    with.rows(
        in.rows,
        SOFTMAX_WORK * in.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            float value = SoftmaxRow.apply(in.data, in.row(row), out.data, out.row(row), in.width);
            if (logSumExp != null) {
              logSumExp.data[logSumExp.element(row)] = value;
            }
          }
        });
  }

  /** A weight or bias [width]; this value everywhere where the op has none. */
  private static Floats vector(
      Resources with, @Nullable Tensor tensor, int width, float otherwise) {
    if (tensor != null) {
      return with.floats(tensor);
    }
    Floats vector = with.floats(width);
    Arrays.fill(vector.data, vector.at, vector.at + width, otherwise);
    return vector;
  }

  private static @Nullable Floats present(@Nullable Tensor tensor) {
    return tensor == null ? null : new Floats(tensor);
  }
}
