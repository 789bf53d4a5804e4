package dev.heed.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A class that was taken for another one.
 *
 * @param count how often
 * @param share of the examples of the true class
 */
record ConfusedPair(String truth, String answer, long count, double share) {
  /** So many that are confused most, of counts [truth, answer]. */
  static List<ConfusedPair> worst(List<String> labels, long[][] counts, int most) {
    List<ConfusedPair> pairs = new ArrayList<>();
    for (int truth = 0; truth < counts.length; truth++) {
      double all = Arrays.stream(counts[truth]).sum();
      for (int answer = 0; answer < counts.length; answer++) {
        long count = counts[truth][answer];
        if (answer != truth && count > 0) {
          pairs.add(new ConfusedPair(labels.get(truth), labels.get(answer), count, count / all));
        }
      }
    }
    pairs.sort(
        Comparator.comparingLong(ConfusedPair::count)
            .thenComparingDouble(ConfusedPair::share)
            .reversed());
    return List.copyOf(pairs.subList(0, Math.min(most, pairs.size())));
  }
}
