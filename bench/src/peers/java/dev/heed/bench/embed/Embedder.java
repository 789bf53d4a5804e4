package dev.heed.bench.embed;

import dev.heed.bench.Contestant;
import java.util.List;

/** One engine under test, with the texts before it. */
interface Embedder extends Contestant {
  /** Unit vectors, in the order of the texts. */
  float[][] embed();

  /** The fastest of some ways to use one engine; the others are closed. */
  static <E extends Embedder> E fastest(List<E> candidates) {
    E best = candidates.getFirst();
    double least = Double.POSITIVE_INFINITY;
    for (E candidate : candidates) {
      candidate.millis(1);
      double millis = Double.POSITIVE_INFINITY;
      for (int round = 0; round < 4; round++) {
        millis = Math.min(millis, candidate.millis(1));
      }
      System.out.printf("  %-48s %8.2f ms%n", candidate.name(), millis);
      if (millis < least) {
        least = millis;
        best = candidate;
      }
    }
    for (E candidate : candidates) {
      if (!candidate.equals(best)) {
        candidate.close();
      }
    }
    return best;
  }

  @Override
  default double millis(int calls) {
    long start = System.nanoTime();
    for (int c = 0; c < calls; c++) {
      embed();
    }
    return (System.nanoTime() - start) / 1e6 / calls;
  }
}
