package dev.heed.gpu.opencl.launch;

import dev.heed.gpu.opencl.program.KernelId;
import java.util.LinkedHashSet;
import java.util.Set;

/** What may have to be compiled: for checks of every kernel without a device. */
public final class AllKernels {
  private AllKernels() {}

  /**
   * The kernels that are compiled with constants, each with every set of them that a graphics card
   * with these limits may be asked for. The other files are compiled as they are.
   */
  public static Set<KernelId> withConstants(DeviceLimits limits) {
    Set<KernelId> kernels = new LinkedHashSet<>(ProductLaunches.kernels(limits));
    kernels.addAll(AttentionLaunches.kernels(limits));
    return kernels;
  }
}
