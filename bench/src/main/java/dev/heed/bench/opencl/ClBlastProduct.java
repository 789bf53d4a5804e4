package dev.heed.bench.opencl;

import dev.heed.bench.HeedQueue;
import dev.heed.bench.gemm.GemmCase;
import dev.heed.bench.gemm.GemmOperands;
import dev.heed.bench.gemm.Product;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.NativeHandles;

/**
 * CLBlast on a queue of the OpenCL backend and on its tensors, each call waited for; the weight as
 * it lies, for a case of one weight.
 */
final class ClBlastProduct implements Product {
  private final ClBlast library;
  private final GemmCase gemm;
  private final HeedQueue heed;
  private final NativeHandles.Place in;
  private final NativeHandles.Place weight;
  private final Tensor result;
  private final NativeHandles.Place out;

  /**
   * A contestant.
   *
   * @param heed open for as long as this is
   */
  ClBlastProduct(ClBlast library, HeedQueue heed, GemmOperands operands) {
    this.library = library;
    this.heed = heed;
    gemm = operands.gemm();
    if (gemm.weights() != 1) {
      throw new IllegalArgumentException("expected a case of one weight, was " + gemm.name());
    }
    in = NativeHandles.of(heed.upload(operands.in(), gemm.m(), gemm.k()));
    weight = NativeHandles.of(heed.upload(operands.weights(), gemm.n(), gemm.k()));
    // Zeros: CLBlastSgemv of 1.5.3 multiplies what y held by a beta of 0, which keeps a NaN.
    result = heed.upload(new float[gemm.m() * gemm.n()], gemm.m(), gemm.n());
    out = NativeHandles.of(result);
  }

  @Override
  public String name() {
    return library.name();
  }

  @Override
  public double millis(int calls) {
    long start = System.nanoTime();
    for (int c = 0; c < calls; c++) {
      multiply();
    }
    return (System.nanoTime() - start) / 1e6 / calls;
  }

  @Override
  public float[] answer(int which) {
    multiply();
    return heed.download(result);
  }

  private void multiply() {
    library.multiply(gemm.m(), gemm.n(), gemm.k(), in, weight, out, NativeHandles.of(heed.queue()));
    heed.await();
  }

  /** Kernels that CLBlast keeps hold on to the context of the queue. */
  @Override
  public void close() {
    library.forgetKernels();
  }
}
