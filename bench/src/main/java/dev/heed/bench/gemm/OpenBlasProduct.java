package dev.heed.bench.gemm;

import dev.heed.bench.peer.OpenBlas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** OpenBLAS, which packs within each call: its CBLAS interface has no other way. */
final class OpenBlasProduct implements Product {
  private static final long CACHE_LINE = 64;

  private final OpenBlas library;
  private final GemmCase gemm;
  private final int threads;
  private final Arena memory = Arena.ofConfined();
  private final MemorySegment in;
  private final MemorySegment[] weights;
  private final MemorySegment out;
  private int next;

  OpenBlasProduct(OpenBlas library, GemmOperands operands, int threads) {
    this.library = library;
    this.gemm = operands.gemm();
    this.threads = threads;
    in = copy(operands.in(), 0, operands.in().length);
    int size = gemm.n() * gemm.k();
    weights = new MemorySegment[gemm.weights()];
    for (int w = 0; w < weights.length; w++) {
      weights[w] = copy(operands.weights(), w * size, size);
    }
    out = memory.allocate((long) Float.BYTES * gemm.m() * gemm.n(), CACHE_LINE);
  }

  private MemorySegment copy(float[] from, int at, int count) {
    MemorySegment to = memory.allocate((long) Float.BYTES * count, CACHE_LINE);
    MemorySegment.copy(from, at, to, ValueLayout.JAVA_FLOAT, 0, count);
    return to;
  }

  @Override
  public String name() {
    return library.name();
  }

  @Override
  public double millis(int calls) {
    library.setThreads(threads);
    long start = System.nanoTime();
    for (int c = 0; c < calls; c++) {
      multiply(next);
      next = next + 1 < weights.length ? next + 1 : 0;
    }
    return (System.nanoTime() - start) / 1e6 / calls;
  }

  @Override
  public float[] answer(int weight) {
    library.setThreads(threads);
    multiply(weight);
    return out.toArray(ValueLayout.JAVA_FLOAT);
  }

  private void multiply(int weight) {
    library.multiply(gemm.m(), gemm.n(), gemm.k(), in, weights[weight], out);
  }

  @Override
  public void close() {
    memory.close();
  }
}
