package dev.heed.engine.op;

import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * One step of work for a backend. Ops are values: they name their tensors and settings, and the
 * caller supplies every output. Shapes are written in brackets, the last dimension dense.
 *
 * <p>Unless an op's page says otherwise: an output may not overlap an input, activations and
 * results are F32, every reduction accumulates in F32 or wider, and an empty tensor is no work.
 */
public sealed interface Op permits Op.Differentiable, Op.InferenceOnly, Op.Gradient, Op.Update {
  /** What the op is called in error texts, reports and lists of what a backend supports. */
  String name();

  /** The tensors that are read, optional ones only where present. */
  List<Tensor> inputs();

  /** The tensors that are written, optional ones only where present. */
  List<Tensor> outputs();

  /** The packed weights that are read. */
  default List<PackedWeight> packedWeights() {
    return List.of();
  }

  /** Ops that training can pass through. */
  sealed interface Differentiable extends Op
      permits Activate,
          AddNorm,
          Attention,
          Combine,
          Copy,
          CrossEntropy,
          Dropout,
          GatedMlp,
          GatherRows,
          Linear,
          MatMul,
          Multiply,
          Norm,
          NormalizeRows,
          PoolRows,
          Rotate,
          Softmax {}

  /** Ops without a gradient: fast paths of inference, writes and choices. */
  sealed interface InferenceOnly extends Op
      permits ArgMaxRows, Fill, PackedGatedMlp, PackedLinear, ScatterRows, TopKRows {}

  /**
   * What walking back through a differentiable op takes. Gradients of parameters are added to what
   * their tensors hold, all others replace it, except where an op's page says otherwise.
   */
  sealed interface Gradient extends Op
      permits ActivateGradient,
          AttentionGradient,
          CrossEntropyGradient,
          GatedMlpGradient,
          LinearGradient,
          NormGradient,
          NormalizeRowsGradient,
          PoolRowsGradient,
          RotateGradient,
          ScatterAddRows,
          SoftmaxGradient,
          SumRows,
          SumSquares {}

  /** One step of an optimiser over one parameter, where the parameter lies. */
  sealed interface Update extends Op permits AdagradStep, AdamStep, RmsPropStep, SgdStep {}
}
