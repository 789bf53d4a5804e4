package dev.heed.bench.opencl;

import dev.heed.bench.gemm.GemmCase;
import dev.heed.bench.gemm.GemmOperands;
import dev.heed.bench.gemm.Product;

/** CLBlast, each call waited for; the weight as it lies, for a case of one weight. */
final class ClBlastProduct implements Product {
  private final ClBlast library;
  private final GemmCase gemm;
  private final JoclQueue queue;
  private final JoclQueue.Floats in;
  private final JoclQueue.Floats weight;
  private final JoclQueue.Floats out;

  ClBlastProduct(ClBlast library, JoclQueue queue, GemmOperands operands) {
    this.library = library;
    this.queue = queue;
    gemm = operands.gemm();
    if (gemm.weights() != 1) {
      throw new IllegalArgumentException("expected a case of one weight, was " + gemm.name());
    }
    in = queue.upload(operands.in());
    weight = queue.upload(operands.weights());
    // Zeros: CLBlastSgemv of 1.5.3 multiplies what y held by a beta of 0, which keeps a NaN.
    out = queue.upload(new float[gemm.m() * gemm.n()]);
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
    return out.read();
  }

  private void multiply() {
    library.multiply(
        gemm.m(), gemm.n(), gemm.k(), in.handle(), weight.handle(), out.handle(), queue.handle());
    queue.finish();
  }

  @Override
  public void close() {
    in.close();
    weight.close();
    out.close();
  }
}
