package dev.heed.bench.fewshot;

import com.google.common.primitives.Ints;
import dev.heed.models.tune.TuningMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One tuning.
 *
 * @param method which parameters
 * @param pretrained false for an encoder from nothing
 * @param shots examples of each class; 0 for all
 * @param seed of the tuning, and of the examples where they are drawn
 * @param published whether the examples are those of published figures
 */
record FewShotCase(
    TuningMethod method, boolean pretrained, int shots, int seed, boolean published) {
  private static final int[] SHOTS = {1, 2, 5, 10, 20, 50, 0};
  private static final int[] PUBLISHED = {5, 10};
  private static final int SEEDS = 3;

  /** From the shortest to the longest, so that a figure takes shape early. */
  static List<FewShotCase> all() {
    List<FewShotCase> cases = new ArrayList<>();
    for (int shots : SHOTS) {
      for (int seed = 1; seed <= (shots == 0 ? 1 : SEEDS); seed++) {
        for (TuningMethod method : TuningMethod.values()) {
          if (method != TuningMethod.CONTRASTIVE || shots != 1) { // which compares two of a class
            cases.add(new FewShotCase(method, true, shots, seed, false));
          }
        }
        cases.add(new FewShotCase(TuningMethod.FULL, false, shots, seed, false));
      }
      if (Ints.contains(PUBLISHED, shots)) {
        for (TuningMethod method : TuningMethod.values()) {
          cases.add(new FewShotCase(method, true, shots, 1, true));
        }
      }
    }
    return cases;
  }

  /** What the line of a plot is called. */
  String line() {
    return pretrained ? method.name().toLowerCase(Locale.ROOT) : "from nothing";
  }

  /** How many examples of a class, and of which. */
  String examples() {
    return shots == 0 ? "all" : published ? shots + " published" : Integer.toString(shots);
  }

  /** Its name, by which it is known when the table is gone on with. */
  String name() {
    return "%s %s seed %d".formatted(line(), examples(), seed);
  }
}
