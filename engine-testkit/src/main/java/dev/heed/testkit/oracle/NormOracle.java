package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layer norm, RMS norm and division by the Euclidean norm. */
final class NormOracle {
  /**
   * The statistics of one row. The mean is off by the rounding of its sum; the mean of squares by
   * the rounding of its own sum, and, for a layer norm, by what the mean's error and the rounding
   * of x − mean do to each square. The root halves a relative error.
   */
  record Statistics(double mean, double meanTolerance, double inverse, double inverseRelative) {}

  private NormOracle() {}

  static List<Expected> norm(Norm op, Held held) {
    HostTensor in = held.of(op.in());
    Expected out = Expected.like(held.of(op.out()));
    Expected mean = op.mean() == null ? null : Expected.like(held.of(op.mean()));
    Expected inverse =
        op.inverseDeviation() == null ? null : Expected.like(held.of(op.inverseDeviation()));
    HostTensor weight = op.weight() == null ? null : held.of(op.weight());
    HostTensor bias = op.bias() == null ? null : held.of(op.bias());
    for (int r = 0; r < in.rows(); r++) {
      Statistics row = statistics(op.kind(), in, r, op.epsilon());
      fill(in, r, row, weight, bias, out);
      if (mean != null) {
        mean.set(r, row.mean, row.meanTolerance);
      }
      if (inverse != null) {
        inverse.set(r, row.inverse, row.inverse * row.inverseRelative);
      }
    }
    return present(out, mean, inverse);
  }

  /** The sum is rounded to F32 before it is normalised. */
  static List<Expected> addNorm(AddNorm op, Held held) {
    HostTensor a = held.of(op.a());
    HostTensor b = held.of(op.b());
    HostTensor added = new HostTensor(DType.F32, a.shape());
    Expected out = Expected.like(held.of(op.out()));
    Expected sum = op.sum() == null ? null : Expected.like(held.of(op.sum()));
    for (int e = 0; e < a.count(); e++) {
      added.set(e, a.get(e) + b.get(e));
      if (sum != null) {
        sum.set(e, added.get(e), 0);
      }
    }
    HostTensor weight = op.weight() == null ? null : held.of(op.weight());
    HostTensor bias = op.bias() == null ? null : held.of(op.bias());
    for (int r = 0; r < a.rows(); r++) {
      fill(added, r, statistics(op.kind(), added, r, op.epsilon()), weight, bias, out);
    }
    return present(out, sum);
  }

  static List<Expected> normalize(NormalizeRows op, Held held) {
    HostTensor in = held.of(op.in());
    Expected out = Expected.like(held.of(op.out()));
    int width = in.width();
    for (int r = 0; r < in.rows(); r++) {
      double squares = 0;
      for (int c = 0; c < width; c++) {
        squares += in.get(r * width + c) * in.get(r * width + c);
      }
      double norm = Math.max(Math.sqrt(squares), op.epsilon());
      double relative = Rounding.sum(width) / 2 + 3 * U;
      for (int c = 0; c < width; c++) {
        double value = in.get(r * width + c) / norm;
        out.set(r * width + c, value, Math.abs(value) * relative + TINY);
      }
    }
    return List.of(out);
  }

  static Statistics statistics(NormKind kind, HostTensor in, int r, double epsilon) {
    int width = in.width();
    double sum = 0;
    double magnitude = 0;
    for (int c = 0; c < width; c++) {
      sum += in.get(r * width + c);
      magnitude += Math.abs(in.get(r * width + c));
    }
    boolean centred = kind == NormKind.LAYER;
    double mean = centred ? sum / width : 0;
    double meanTolerance = centred ? Rounding.sum(width) * magnitude / width : 0;
    double squares = 0;
    double deviations = 0;
    for (int c = 0; c < width; c++) {
      double x = in.get(r * width + c) - mean;
      squares += x * x;
      deviations += Math.abs(x);
    }
    double variance = squares / width + epsilon;
    double varianceTolerance =
        (Rounding.sum(width) + 2 * U) * variance
            + 2 * meanTolerance * deviations / width
            + meanTolerance * meanTolerance;
    double inverse = 1 / Math.sqrt(variance);
    double relative = varianceTolerance / variance / 2 + 3 * U;
    return new Statistics(mean, meanTolerance, inverse, relative);
  }

  private static void fill(
      HostTensor in,
      int r,
      Statistics row,
      @Nullable HostTensor weight,
      @Nullable HostTensor bias,
      Expected out) {
    int width = in.width();
    for (int c = 0; c < width; c++) {
      double scale = weight == null ? 1 : weight.get(c);
      double shift = bias == null ? 0 : bias.get(c);
      double centred = in.get(r * width + c) - row.mean;
      double scaled = centred * row.inverse * scale;
      double tolerance =
          Math.abs(scaled) * (row.inverseRelative + 4 * U)
              + Math.abs(scale) * row.inverse * row.meanTolerance
              + U * (Math.abs(shift) + Math.abs(scaled + shift))
              + 2 * TINY;
      out.set(r * width + c, scaled + shift, tolerance);
    }
  }

  private static List<Expected> present(@Nullable Expected... outputs) {
    List<Expected> present = new ArrayList<>();
    for (Expected output : outputs) {
      if (output != null) {
        present.add(output);
      }
    }
    return present;
  }
}
