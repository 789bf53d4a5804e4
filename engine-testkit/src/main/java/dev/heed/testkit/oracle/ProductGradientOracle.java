package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The gradients of a matrix product with a weight. */
final class ProductGradientOracle {
  private ProductGradientOracle() {}

  static List<Expected> linear(LinearGradient op, Held held) {
    HostTensor outGradient = held.of(op.outGradient());
    List<Expected> outputs = new ArrayList<>();
    if (op.inGradient() != null && op.weight() != null) {
      outputs.add(inGradient(outGradient, held.of(op.weight()), held.of(op.inGradient())));
    }
    if (op.weightGradient() != null && op.in() != null) {
      outputs.add(weightGradient(outGradient, held.of(op.in()), held.of(op.weightGradient())));
    }
    Tensor biasGradient = op.biasGradient();
    if (biasGradient != null) {
      Totals totals = Totals.from(held.of(biasGradient));
      for (int e = 0; e < outGradient.count(); e++) {
        totals.add(e % outGradient.width(), outGradient.get(e));
      }
      outputs.add(expected(totals, held.of(biasGradient)));
    }
    return outputs;
  }

  /**
   * outGradient · weight. A block of a quantized weight may outweigh all others; it is one term of
   * these sums, and each addition after it rounds by the whole sum.
   */
  private static Expected inGradient(
      HostTensor outGradient, HostTensor weight, HostTensor inGradient) {
    double[] gradients = outGradient.toDoubles();
    double[] weights = weight.toDoubles();
    int features = weight.rows();
    int inner = weight.width();
    double outweighed = weight.dtype().isQuantized() ? Math.sqrt(features) * U : 0;
    Totals totals = new Totals(inGradient.count());
    for (int r = 0; r < inGradient.rows(); r++) {
      for (int f = 0; f < features; f++) {
        for (int c = 0; c < inner; c++) {
          double term = gradients[r * features + f] * weights[f * inner + c];
          totals.add(r * inner + c, term, outweighed * Math.abs(term));
        }
      }
    }
    return expected(totals, inGradient);
  }

  /** What was there + outGradientᵀ · in. */
  private static Expected weightGradient(
      HostTensor outGradient, HostTensor input, HostTensor weightGradient) {
    double[] gradients = outGradient.toDoubles();
    double[] in = input.toDoubles();
    int features = outGradient.width();
    int inner = input.width();
    Totals totals = Totals.from(weightGradient);
    for (int r = 0; r < input.rows(); r++) {
      for (int f = 0; f < features; f++) {
        for (int c = 0; c < inner; c++) {
          totals.add(f * inner + c, gradients[r * features + f] * in[r * inner + c]);
        }
      }
    }
    return expected(totals, weightGradient);
  }

  private static Expected expected(Totals totals, HostTensor output) {
    Expected expected = Expected.like(output);
    totals.of(expected);
    return expected;
  }
}
