package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of ops that reduce a row and come back to it. */
final class NormGradientOracle {
  private NormGradientOracle() {}

  static List<Expected> norm(NormGradient op, Held held) {
    HostTensor in = held.of(op.in());
    HostTensor outGradient = held.of(op.outGradient());
    HostTensor weight = op.weight() == null ? null : held.of(op.weight());
    Expected inGradient = Expected.like(held.of(op.inGradient()));
    Totals forWeight =
        op.weightGradient() == null ? null : Totals.from(held.of(op.weightGradient()));
    Totals forBias = op.biasGradient() == null ? null : Totals.from(held.of(op.biasGradient()));
    int width = in.width();
    for (int r = 0; r < in.rows() && width > 0; r++) {
      NormOracle.Statistics row = NormOracle.statistics(op.kind(), in, r, op.epsilon());
      Rounded inverse = new Rounded(row.inverse(), row.inverse() * row.inverseRelative());
      Rounded mean = new Rounded(row.mean(), row.meanTolerance());
      Rounded[] normalised = new Rounded[width];
      Rounded[] through = new Rounded[width];
      Totals sums = new Totals(2);
      for (int c = 0; c < width; c++) {
        double gradient = outGradient.get(r * width + c);
        normalised[c] = Rounded.exact(in.get(r * width + c)).minus(mean).times(inverse);
        through[c] = Rounded.exact(gradient).times(weight == null ? 1 : weight.get(c));
        sums.add(0, through[c]);
        sums.add(1, through[c].times(normalised[c]));
        if (forWeight != null) {
          forWeight.add(c, normalised[c].times(gradient));
        }
        if (forBias != null) {
          forBias.add(c, gradient);
        }
      }
      Rounded count = Rounded.exact(width);
      Rounded centre = op.kind() == NormKind.RMS ? Rounded.exact(0) : sums.total(0).over(count);
      Rounded along = sums.total(1).over(count);
      for (int c = 0; c < width; c++) {
        through[c]
            .minus(centre)
            .minus(normalised[c].times(along))
            .times(inverse)
            .of(inGradient, r * width + c);
      }
    }
    List<Expected> outputs = new ArrayList<>(List.of(inGradient));
    add(outputs, forWeight, width);
    add(outputs, forBias, width);
    return outputs;
  }

  static List<Expected> normalize(NormalizeRowsGradient op, Held held) {
    HostTensor in = held.of(op.in());
    HostTensor outGradient = held.of(op.outGradient());
    Expected inGradient = Expected.like(held.of(op.inGradient()));
    int width = in.width();
    for (int r = 0; r < in.rows(); r++) {
      double squares = 0;
      for (int c = 0; c < width; c++) {
        squares += in.get(r * width + c) * in.get(r * width + c);
      }
      double length = Math.sqrt(squares);
      Rounded norm = new Rounded(length, length * (Rounding.sum(width) / 2 + 2 * U));
      Totals along = new Totals(1);
      for (int c = 0; c < width; c++) {
        Rounded y = Rounded.exact(in.get(r * width + c)).over(norm);
        along.add(0, y.times(outGradient.get(r * width + c)));
      }
      for (int c = 0; c < width; c++) {
        Rounded gradient = Rounded.exact(outGradient.get(r * width + c));
        Rounded y = Rounded.exact(in.get(r * width + c)).over(norm);
        Rounded result =
            length <= op.epsilon()
                ? gradient.over(Rounded.near(op.epsilon()))
                : gradient.minus(y.times(along.total(0))).over(norm);
        result.of(inGradient, r * width + c);
      }
    }
    return List.of(inGradient);
  }

  static List<Expected> softmax(SoftmaxGradient op, Held held) {
    HostTensor out = held.of(op.out());
    HostTensor outGradient = held.of(op.outGradient());
    Expected inGradient = Expected.like(held.of(op.inGradient()));
    int width = out.width();
    for (int r = 0; r < out.rows(); r++) {
      Totals sum = new Totals(1);
      for (int e = r * width; e < (r + 1) * width; e++) {
        sum.add(0, out.get(e) * outGradient.get(e));
      }
      for (int e = r * width; e < (r + 1) * width; e++) {
        Rounded.exact(outGradient.get(e)).minus(sum.total(0)).times(out.get(e)).of(inGradient, e);
      }
    }
    return List.of(inGradient);
  }

  private static void add(List<Expected> outputs, @Nullable Totals totals, int width) {
    if (totals != null) {
      Expected sums = new Expected(DType.F32, width);
      totals.of(sums);
      outputs.add(sums);
    }
  }
}
