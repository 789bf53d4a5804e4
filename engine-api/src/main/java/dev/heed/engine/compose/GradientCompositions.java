package dev.heed.engine.compose;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;

/** The gradients of the products that layers are made of, in terms of required ops. */
final class GradientCompositions {
  private GradientCompositions() {}

  static void linear(LinearGradient op, OpRunner runner) {
    Tensor outGradient = op.outGradient();
    Tensor weight = op.weight();
    Tensor inGradient = op.inGradient();
    if (inGradient != null && weight != null) {
      if (weight.dtype() != DType.F32) {
        Tensor widened = runner.scratch(DType.F32, weight.layout().shape());
        runner.run(new Copy(weight, widened));
        weight = widened;
      }
      runner.run(MatMul.of(asMatrix(outGradient), weight, asMatrix(inGradient)));
    }
    Tensor in = op.in();
    Tensor weightGradient = op.weightGradient();
    if (weightGradient != null && in != null) {
      addProduct(asMatrix(outGradient), asMatrix(in), weightGradient, runner);
    }
    Tensor biasGradient = op.biasGradient();
    if (biasGradient != null) {
      runner.run(new SumRows(outGradient, true, biasGradient));
    }
  }

  static void gatedMlp(GatedMlpGradient op, OpRunner runner) {
    int[] shape = op.gate().layout().shape();
    Tensor throughGate = runner.scratch(DType.F32, shape);
    Tensor activated = runner.scratch(DType.F32, shape);
    runner.run(new Multiply(op.outGradient(), op.up(), throughGate));
    runner.run(new Activate(op.activation(), op.gate(), activated));
    runner.run(new Multiply(op.outGradient(), activated, op.upGradient()));
    runner.run(new ActivateGradient(op.activation(), op.gate(), throughGate, throughGate));
    runner.run(new Copy(throughGate, op.gateGradient()));
  }

  /** sum += aᵀ · b, over all rows of a [.., rows, m] and b [.., rows, n]. */
  private static void addProduct(Tensor a, Tensor b, Tensor sum, OpRunner runner) {
    if (a.rank() == 2) {
      runner.run(new MatMul(a, b, true, false, 1, 1, sum));
      return;
    }
    for (int i = 0; i < a.size(0); i++) {
      addProduct(a.select(0, i), b.select(0, i), sum, runner);
    }
  }

  /** A vector as a matrix of one row: MatMul takes matrices only. */
  private static Tensor asMatrix(Tensor tensor) {
    return tensor.rank() == 1 ? tensor.reshape(1, tensor.width()) : tensor;
  }
}
