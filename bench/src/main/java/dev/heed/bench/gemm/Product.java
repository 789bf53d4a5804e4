package dev.heed.bench.gemm;

import dev.heed.bench.Contestant;

/** An engine with the operands of one case before it; each call takes the next weight. */
public interface Product extends Contestant {
  /** The product with one of the weights: [m, n]. */
  float[] answer(int weight);
}
