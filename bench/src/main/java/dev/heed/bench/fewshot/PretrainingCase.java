package dev.heed.bench.fewshot;

import java.util.ArrayList;
import java.util.List;

/**
 * One tuning of a small encoder.
 *
 * @param pretrained by masked language modelling; false for one from nothing
 * @param shots examples of each class
 * @param seed of the examples and the tuning
 */
record PretrainingCase(boolean pretrained, int shots, int seed) {
  private static final int[] SHOTS = {5, 10};
  private static final int SEEDS = 3;

  /** Seed by seed, so that a figure takes shape early. */
  static List<PretrainingCase> all() {
    List<PretrainingCase> cases = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      for (int shots : SHOTS) {
        cases.add(new PretrainingCase(true, shots, seed));
        cases.add(new PretrainingCase(false, shots, seed));
      }
    }
    return cases;
  }

  /** What the line of a plot is called. */
  String line() {
    return pretrained ? "pretrained on the texts" : "from nothing";
  }

  /** Its name, by which it is known when the table is gone on with. */
  String name() {
    return "%s %d seed %d".formatted(line(), shots, seed);
  }
}
