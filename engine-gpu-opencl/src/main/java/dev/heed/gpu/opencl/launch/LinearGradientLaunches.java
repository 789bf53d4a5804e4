package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;

/** The gradients of a projection: two products and a sum. */
public final class LinearGradientLaunches {
  private LinearGradientLaunches() {}

  /** As many of the three as are asked for. */
  public static void linear(Work work, Tiles tiles, LinearGradient op) {
    Launcher launcher = work.launcher();
    Tensor outGradient = op.outGradient();
    Tensor weight = op.weight();
    Tensor inGradient = op.inGradient();
    if (inGradient != null && weight != null) {
      ProductLaunches.times(launcher, tiles, outGradient, weight, inGradient);
    }
    Tensor in = op.in();
    Tensor weightGradient = op.weightGradient();
    if (weightGradient != null && in != null) {
      ProductLaunches.addTransposed(
          launcher, tiles, evenRows(work, outGradient), evenRows(work, in), weightGradient);
    }
    if (op.biasGradient() != null) {
      SumLaunches.addRows(launcher, outGradient, op.biasGradient());
    }
  }

  /** Itself, or a copy where its rows lie so that one product cannot go over all of them. */
  private static Tensor evenRows(Work work, Tensor tensor) {
    if (tensor.layout().hasUniformRows()) {
      return tensor;
    }
    Tensor even = work.scratch(DType.F32, tensor.layout().shape());
    CopyLaunches.copy(work.launcher(), tensor, even);
    return even;
  }
}
