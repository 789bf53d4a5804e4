package dev.heed.bench.embed;

import dev.heed.bench.Contestant;

/** One engine under test, with the texts before it. */
interface Embedder extends Contestant {
  /** Unit vectors, in the order of the texts. */
  float[][] embed();

  @Override
  default double millis(int calls) {
    long start = System.nanoTime();
    for (int c = 0; c < calls; c++) {
      embed();
    }
    return (System.nanoTime() - start) / 1e6 / calls;
  }
}
