package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix products, alone and with a bias, an activation or a gate. */
final class ProductOracle {
  private ProductOracle() {}

  static List<Expected> matMul(MatMul op, Held held) {
    double[] a = held.of(op.a()).toDoubles();
    double[] b = held.of(op.b()).toDoubles();
    HostTensor before = held.of(op.out());
    Expected out = Expected.like(before);
    int m = before.size(-2);
    int n = before.size(-1);
    int inner = op.transposeA() ? op.a().size(-2) : op.a().size(-1);
    int batches = m * n == 0 ? 0 : before.count() / (m * n);
    boolean shared = op.b().rank() == 2;
    for (int batch = 0; batch < batches; batch++) {
      int aAt = batch * m * inner;
      int bAt = shared ? 0 : batch * inner * n;
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          double magnitude = 0;
          for (int l = 0; l < inner; l++) {
            double product =
                a[aAt + (op.transposeA() ? l * m + i : i * inner + l)]
                    * b[bAt + (op.transposeB() ? j * inner + l : l * n + j)];
            sum += product;
            magnitude += Math.abs(product);
          }
          int e = (batch * m + i) * n + j;
          double held0 = op.beta() == 0 ? 0 : op.beta() * before.get(e);
          double value = op.alpha() * sum + held0;
          double tolerance =
              Math.abs(op.alpha()) * Rounding.sum(inner) * magnitude
                  + U * (Math.abs(held0) + 2 * Math.abs(value))
                  + inner * TINY;
          out.set(e, value, tolerance);
        }
      }
    }
    return List.of(out);
  }

  static List<Expected> linear(Linear op, Held held) {
    Projection projection = new Projection(op.in(), held.of(op.weight()), op.bias(), held, 0);
    return activated(projection, op.activation(), op.out(), held);
  }

  static List<Expected> packedLinear(PackedLinear op, Held held, double weightError) {
    Projection projection =
        new Projection(op.in(), held.of(op.weight()), op.bias(), held, weightError);
    return activated(projection, op.activation(), op.out(), held);
  }

  static List<Expected> gatedMlp(GatedMlp op, Held held) {
    Projection gate = new Projection(op.in(), held.of(op.gate()), op.gateBias(), held, 0);
    Projection up = new Projection(op.in(), held.of(op.up()), op.upBias(), held, 0);
    return gated(gate, up, op.activation(), op.out(), held);
  }

  static List<Expected> packedGatedMlp(PackedGatedMlp op, Held held, double weightError) {
    Projection gate = new Projection(op.in(), held.of(op.gate()), op.gateBias(), held, weightError);
    Projection up = new Projection(op.in(), held.of(op.up()), op.upBias(), held, weightError);
    return gated(gate, up, op.activation(), op.out(), held);
  }

  private static List<Expected> activated(
      Projection projection, Activation activation, Tensor output, Held held) {
    Expected out = Expected.like(held.of(output));
    for (int e = 0; e < projection.values.length; e++) {
      double x = projection.values[e];
      double y = Functions.apply(activation, x);
      out.set(e, y, Functions.carried(activation, x, y, projection.tolerances[e]));
    }
    return List.of(out);
  }

  private static List<Expected> gated(
      Projection gate, Projection up, Activation activation, Tensor output, Held held) {
    Expected out = Expected.like(held.of(output));
    for (int e = 0; e < gate.values.length; e++) {
      double x = gate.values[e];
      double y = Functions.apply(activation, x);
      double off = Functions.carried(activation, x, y, gate.tolerances[e]);
      double upValue = up.values[e];
      double value = y * upValue;
      double tolerance =
          off * (Math.abs(upValue) + up.tolerances[e])
              + up.tolerances[e] * Math.abs(y)
              + U * Math.abs(value)
              + TINY;
      out.set(e, value, tolerance);
    }
    return List.of(out);
  }

  /** in · weightᵀ + bias. */
  private static final class Projection {
    final double[] values;
    final double[] tolerances;

    /**
     * @param weightError how far an element of the weight may be off, as a part of the greatest
     *     magnitude in its row
     */
    Projection(
        Tensor input, HostTensor weight, @Nullable Tensor bias, Held held, double weightError) {
      double[] in = held.of(input).toDoubles();
      double[] w = weight.toDoubles();
      double[] b = bias == null ? new double[weight.rows()] : held.of(bias).toDoubles();
      int inner = weight.width();
      int features = weight.rows();
      int rows = held.of(input).rows();
      values = new double[rows * features];
      tolerances = new double[rows * features];
      for (int r = 0; r < rows; r++) {
        for (int f = 0; f < features; f++) {
          double sum = 0;
          double magnitude = 0;
          double inputs = 0;
          double greatest = 0;
          for (int l = 0; l < inner; l++) {
            double product = in[r * inner + l] * w[f * inner + l];
            sum += product;
            magnitude += Math.abs(product);
            inputs += Math.abs(in[r * inner + l]);
            greatest = Math.max(greatest, Math.abs(w[f * inner + l]));
          }
          int e = r * features + f;
          values[e] = sum + b[f];
          tolerances[e] =
              Rounding.sum(inner) * magnitude
                  + weightError * greatest * inputs
                  + U * (Math.abs(b[f]) + Math.abs(values[e]))
                  + inner * TINY;
        }
      }
    }
  }
}
