package dev.heed.bench.attention;

import dev.heed.bench.Contestant;
import dev.heed.bench.HeedQueue;
import dev.heed.engine.op.Attention;
import dev.heed.engine.tensor.Tensor;

/** The SIMD backend through its public interface. */
final class HeedAttention implements Contestant {
  private final HeedQueue heed;
  private final Attention op;

  private final String addition;

  HeedAttention(AttentionOperands operands, int threads) {
    this(operands, threads, "");
  }

  /**
   * With the addition to its name by which it differs from Heed on the same case.
   *
   * @param addition begins with a space
   */
  HeedAttention(AttentionOperands operands, int threads, String addition) {
    this.addition = addition;
    AttentionCase attention = operands.attention();
    heed = new HeedQueue("attention", threads);
    Tensor qkv = heed.upload(operands.qkv(), attention.length(), 3 * attention.width());
    op = attention.op(qkv, heed.room(attention.length(), attention.heads(), attention.size()));
  }

  @Override
  public String name() {
    return heed.name() + addition;
  }

  @Override
  public double millis(int calls) {
    long start = System.nanoTime();
    for (int c = 0; c < calls; c++) {
      heed.run(op);
    }
    return (System.nanoTime() - start) / 1e6 / calls;
  }

  /** What it computed: [length, heads, size]. */
  float[] answer() {
    heed.run(op);
    return heed.download(op.out());
  }

  @Override
  public void close() {
    heed.close();
  }
}
