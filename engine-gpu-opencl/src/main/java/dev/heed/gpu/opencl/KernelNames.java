package dev.heed.gpu.opencl;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.op.TopKRows;

/** What a kernel is called in reports: after what it does. */
final class KernelNames {
  private KernelNames() {}

  static String of(Op op) {
    return switch (op) {
      case Linear _, MatMul _, PackedLinear _ -> "product";
      case GatedMlp _, PackedGatedMlp _ -> "product, then product as gate";
      case Attention _ -> "attention";
      case Activate _, Combine _, Dropout _, Multiply _ -> "elements";
      case AddNorm _, Norm _, NormalizeRows _, Softmax _ -> "norms";
      case ArgMaxRows _, TopKRows _ -> "choices";
      case Copy _, Fill _ -> "copy";
      case GatherRows _, ScatterAddRows _, ScatterRows _ -> "indices, rows";
      case PoolRows _ -> "rows";
      case Rotate _, RotateGradient _ -> "indices, rotate";
      case AttentionGradient _ -> "attention_gradient";
      case LinearGradient _ -> "product, sums";
      case ActivateGradient _, GatedMlpGradient _ -> "element_gradients";
      case NormGradient _ -> "norm_gradients, sums";
      case NormalizeRowsGradient _, SoftmaxGradient _ -> "norm_gradients";
      case CrossEntropy _, CrossEntropyGradient _ -> "indices, cross_entropy";
      case PoolRowsGradient _ -> "copy, rows";
      case SumRows _, SumSquares _ -> "sums";
      case AdagradStep _, AdamStep _, RmsPropStep _, SgdStep _ -> "updates";
    };
  }
}
