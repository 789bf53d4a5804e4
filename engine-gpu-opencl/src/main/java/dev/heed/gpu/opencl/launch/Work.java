package dev.heed.gpu.opencl.launch;

import dev.heed.engine.Scope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;

/**
 * What the ops of one queue work with.
 *
 * @param launcher its kernels
 * @param guard of its indices
 * @param plans of its sequences, on the device
 * @param scratch memory for the length of an op: the next one runs after it and may take the same
 */
public record Work(Launcher launcher, IndexGuard guard, Plans plans, Scope scratch) {
  Tensor scratch(DType dtype, int... shape) {
    return scratch.allocate(dtype, shape);
  }
}
