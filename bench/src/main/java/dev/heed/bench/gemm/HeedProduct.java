package dev.heed.bench.gemm;

import dev.heed.bench.HeedQueue;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;

/** A backend of Heed, the weights packed beforehand as a model does. */
public final class HeedProduct implements Product {
  private final HeedQueue heed;
  private final PackedLinear[] ops;
  private int next;

  /** On the SIMD backend. */
  HeedProduct(GemmOperands operands, int threads) {
    this(operands, new HeedQueue("gemm", threads));
  }

  /** On the backend of a queue, which is closed with this. */
  public HeedProduct(GemmOperands operands, HeedQueue heed) {
    GemmCase gemm = operands.gemm();
    this.heed = heed;
    Tensor in = heed.upload(operands.in(), gemm.m(), gemm.k());
    Tensor out = heed.room(gemm.m(), gemm.n());
    ops = new PackedLinear[gemm.weights()];
    int size = gemm.n() * gemm.k();
    for (int w = 0; w < ops.length; w++) {
      float[] weight = Arrays.copyOfRange(operands.weights(), w * size, (w + 1) * size);
      ops[w] =
          new PackedLinear(
              in, heed.pack(weight, gemm.n(), gemm.k()), null, Activation.IDENTITY, out);
    }
  }

  @Override
  public String name() {
    return heed.name();
  }

  /** The kernel that runs. */
  public String kernel() {
    return heed.kernel(ops[0]);
  }

  @Override
  public double millis(int calls) {
    long start = System.nanoTime();
    for (int c = 0; c < calls; c++) {
      heed.run(ops[next]);
      next = next + 1 < ops.length ? next + 1 : 0;
    }
    return (System.nanoTime() - start) / 1e6 / calls;
  }

  @Override
  public float[] answer(int weight) {
    heed.run(ops[weight]);
    return heed.download(ops[weight].out());
  }

  @Override
  public void close() {
    heed.close();
  }
}
