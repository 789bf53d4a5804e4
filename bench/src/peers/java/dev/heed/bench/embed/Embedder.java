package dev.heed.bench.embed;

import dev.heed.bench.Contest;
import dev.heed.bench.Contestant;
import dev.heed.bench.Effort;
import dev.heed.bench.Timings;
import java.util.List;

/** One engine under test, with the texts before it. */
interface Embedder extends Contestant {
  /** Unit vectors, in the order of the texts. */
  float[][] embed();

  /** Such as {@code 2 × 2 callers}: how it cuts up the texts, or empty where it has no choice. */
  default String batch() {
    return "";
  }

  /** The fastest of some ways to use one engine, tried in turns; the others are closed. */
  static <E extends Embedder> E fastest(List<E> candidates, int threads) {
    List<Timings> timings = new Contest(Effort.CHOICE, threads).run(candidates);
    E best = candidates.getFirst();
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < candidates.size(); c++) {
      E candidate = candidates.get(c);
      double millis = timings.get(c).median();
      System.out.printf(
          "  %-30s batch %-16s %8.2f ms%n", candidate.name(), candidate.batch(), millis);
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
